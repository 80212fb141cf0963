import { Injectable } from '@nestjs/common';
import { DatabaseEngine, ForeignDatabaseError, ServerCatalogue } from '../../database/index.js';
import type { DatabaseName } from '../../database/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import { Operations } from '../operations/index.js';
import type { RunningOperation } from '../operations/index.js';
import { KeptDatabases } from './kept-databases.js';

/** Longest wait for whoever uses a database, in milliseconds. */
const PATIENCE_MS = 20_000;

/** What a move wrote down before it did it. */
interface MoveDetail {
  readonly from?: string;
  readonly to?: string;
  readonly database?: DatabaseName;
  readonly scratch?: DatabaseName;
  readonly kept?: DatabaseName;
  readonly isFrozen?: boolean;
}

/** Ends a move that broke off. Where the company is by its place decides: before that was changed all is taken back. */
@Injectable()
export class MoveSettling {
  constructor(
    private readonly operations: Operations,
    private readonly engine: DatabaseEngine,
    private readonly catalogue: ServerCatalogue,
    private readonly directory: TenantDirectory,
    private readonly locks: TenantLocks,
    private readonly kept: KeptDatabases,
  ) {
    operations.recoverWith('move', ({ company, detail }: RunningOperation) =>
      this.settleAlone(company.companyId ?? 0, detail),
    );
  }

  /**
   * Also for a company that is being erased, which the directory does not have: what was copied must not outlive it.
   * @throws TenantLockedError; errors of the servers. It is to be tried again then.
   */
  async settleAlone(companyId: number, detail: MoveDetail): Promise<'done' | 'undone'> {
    // Nothing was begun, or the company is gone, and what was written down with it.
    if (detail.database === undefined) return 'undone';
    // Nobody need be kept out for what is taken back: the company is where it always was.
    const operation = detail.kept === undefined ? 'copy' : 'move';
    return this.locks.hold(companyId, operation, () => this.settle(companyId, detail));
  }

  /**
   * Takes away what moves that broke off left of a company on servers where it is not. For erasing it, by whoever has its lock.
   * @throws errors of the servers; nothing is forgotten then.
   */
  async removeOf(companyId: number): Promise<void> {
    for (const detail of await this.operations.detailsOf('move', companyId, 'running'))
      await this.settle(companyId, detail);
  }

  private async settle(companyId: number, detail: MoveDetail): Promise<'done' | 'undone'> {
    const { from = '', to = '', database, scratch, kept } = detail;
    if (database === undefined) return 'undone';
    const place = (await this.catalogue.places.of(companyId))?.server ?? this.engine.kind;
    const isMoved = place === to && kept !== undefined;
    // First of all, whether the other server can be reached or not: the company waits to be written to.
    if (!isMoved && detail.isFrozen) await this.thaw(await this.engine.named(from), companyId, database);
    const target = await this.engine.named(to);
    if (scratch !== undefined) await target.drop(scratch);
    // Made for the copy on a server, which is not to be: a company in a file has none.
    await this.catalogue.places.forgetRole(companyId);
    if (isMoved) {
      await this.leave(await this.engine.named(from), companyId, database, kept);
      return 'done';
    }
    // It had been looked whether there was one of that name before; so it is the copy, unless another company came by the name.
    if (kept !== undefined && (await isOf(target, database, companyId))) await target.drop(database);
    return 'undone';
  }

  /** @param database what it was called then: the company may have been renamed since. */
  private async thaw(source: DatabaseEngine, companyId: number, database: DatabaseName): Promise<void> {
    const [tenant] = await this.directory.after(companyId - 1, 1);
    const name = tenant?.companyId === companyId ? tenant.database : database;
    if (await isOf(source, name, companyId)) await source.moving.thaw(name, companyId, PATIENCE_MS);
  }

  private async leave(
    source: DatabaseEngine,
    companyId: number,
    database: DatabaseName,
    kept: DatabaseName,
  ): Promise<void> {
    if (!(await isOf(source, database, companyId))) return;
    await source.whenUnused(database, PATIENCE_MS, companyId);
    // Confirmed already: nobody would know of it any more.
    const isKept = (await this.kept.of(companyId)).some(({ name }) => name === kept);
    if (isKept) await source.rename(database, kept);
    else await source.drop(database);
  }
}

/** Whether there is a database of this name, and it is this company's. */
async function isOf(server: DatabaseEngine, database: DatabaseName, companyId: number): Promise<boolean> {
  if (!(await server.exists(database))) return false;
  try {
    await server.read(database, 'SELECT 1', companyId);
    return true;
  } catch (error) {
    if (error instanceof ForeignDatabaseError) return false;
    throw error;
  }
}
