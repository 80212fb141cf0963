import { Injectable } from '@nestjs/common';
import { DatabaseBusyError, DatabaseEngine, DatabaseKeys, ServerCatalogue } from '../../database/index.js';
import { KeptDatabases } from '../servers/kept-databases.js';
import { MoveSettling } from '../servers/move-settling.js';
import { importName, unfinishedName } from '../working-names.js';
import { CompanyRemains } from './company-remains.js';
import type { LeavingCompany } from './company-remains.js';

/** How long whoever still has a company's database open is waited for, in milliseconds; requests end within it. */
const PATIENCE_MS = 20_000;

/** Removes the databases of companies that are erased, with all copies of them that this program makes. */
@Injectable()
export class DatabaseRemains {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly keys: DatabaseKeys,
    private readonly kept: KeptDatabases,
    private readonly moves: MoveSettling,
    private readonly catalogue: ServerCatalogue,
    remains: CompanyRemains,
  ) {
    remains.register(
      'databases',
      (company) => this.remove(company),
      (company) => this.count(company),
    );
    // Last: whoever still has a copy of anything, a backup for one, has noise from now on.
    remains.register(
      'keys',
      ({ companyId }) => this.keys.destroy(companyId),
      ({ companyId }) => this.keys.countOf(companyId),
    );
  }

  private async count({ database, companyId }: LeavingCompany): Promise<number> {
    const { length } = await this.kept.of(companyId);
    return length + ((await this.engine.exists(database, companyId)) ? 1 : 0);
  }

  /** @throws DatabaseBusyError while somebody has it open. */
  private async remove(company: LeavingCompany): Promise<number> {
    const { companyId, database } = company;
    const count = await this.count(company);
    if (count > 0) await this.engine.whenUnused(database, PATIENCE_MS, companyId).catch(ignoreDamage);
    await this.engine.removeCopies(database);
    for (const name of [unfinishedName(companyId), importName(companyId), database])
      await this.engine.drop(name, companyId);
    await this.moves.removeOf(companyId);
    await this.kept.removeOf(companyId);
    // Earlier releases left it to a company that was moved into a file.
    await this.catalogue.places.forgetRole(companyId);
    return count;
  }
}

/** A database that cannot be read can be removed all the same. */
function ignoreDamage(error: unknown): void {
  if (error instanceof DatabaseBusyError) throw error;
}
