import { Injectable } from '@nestjs/common';
import { DatabaseEngine, ServerCatalogue } from '../../database/index.js';
import type { DatabaseName } from '../../database/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import { Operations } from '../operations/index.js';
import type { RunningOperation } from '../operations/index.js';

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
    operations: Operations,
    private readonly engine: DatabaseEngine,
    private readonly catalogue: ServerCatalogue,
    private readonly directory: TenantDirectory,
    private readonly locks: TenantLocks,
  ) {
    operations.recoverWith('move', ({ company, detail }: RunningOperation) =>
      this.settleAlone(company.companyId ?? 0, detail),
    );
  }

  /** @throws TenantLockedError; errors of the servers. It is to be tried again then. */
  async settleAlone(companyId: number, detail: MoveDetail): Promise<'done' | 'undone'> {
    const [tenant] = await this.directory.after(companyId - 1, 1);
    if (tenant?.companyId !== companyId) return 'undone';
    // Nobody need be kept out for what is taken back: the company is where it always was.
    const operation = detail.kept === undefined ? 'copy' : 'move';
    return this.locks.hold(companyId, operation, () => this.settle(companyId, detail));
  }

  private async settle(companyId: number, detail: MoveDetail): Promise<'done' | 'undone'> {
    const { from = '', to = '', database, scratch, kept } = detail;
    if (database === undefined) return 'undone';
    const place = (await this.catalogue.places.of(companyId))?.server ?? this.engine.kind;
    const target = await this.engine.named(to);
    if (scratch !== undefined) await target.drop(scratch);
    if (place === to && kept !== undefined) {
      await this.leave(await this.engine.named(from), companyId, database, kept);
      return 'done';
    }
    // It had been looked whether there was one of that name before; so it is the copy.
    if (kept !== undefined) await target.drop(database);
    const source = await this.engine.named(from);
    if (detail.isFrozen && (await source.exists(database))) await source.moving.thaw(database, companyId, PATIENCE_MS);
    return 'undone';
  }

  private async leave(
    source: DatabaseEngine,
    companyId: number,
    database: DatabaseName,
    kept: DatabaseName,
  ): Promise<void> {
    if (!(await source.exists(database))) return;
    await source.whenUnused(database, PATIENCE_MS, companyId);
    await source.rename(database, kept);
  }
}
