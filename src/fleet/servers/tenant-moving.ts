import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/index.js';
import { DatabaseEngine, ServerCatalogue } from '../../database/index.js';
import type { DatabaseName } from '../../database/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { scratchName } from '../backups/backup-subject.js';
import { BackupTurns } from '../backups/backup-turns.js';
import { LockWatch } from '../locks/lock-watch.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import type { TenantLock } from '../locks/tenant-locks.js';
import { Operations } from '../operations/index.js';
import type { OperationActor, RunningOperation } from '../operations/index.js';
import { KeptDatabases } from './kept-databases.js';
import { MovedKeys } from './moved-keys.js';
import { MoveRefusedError } from './moving.errors.js';
import { MoveSettling } from './move-settling.js';
import { TenantCopying } from './tenant-copying.js';
import type { ComparedTables } from './table-copying.js';

/** Whoever else works on the database, or has it open, is waited for so long, in milliseconds. */
const PATIENCE_MS = 60_000;

/** What a move came to. */
export interface MovedTenant {
  readonly from: string;
  readonly to: string;
  readonly tables: ComparedTables;
  /** How long the company could only be read, in milliseconds; the time for which it was closed is part of it. */
  readonly readOnlyMs: number;
  /** How long it was closed, in milliseconds, while servers changed over. */
  readonly closedMs: number;
}

/** A company whose copy is whole, and that nobody can change. */
interface Frozen {
  readonly tables: ComparedTables;
  readonly sinceMs: number;
  readonly token: number;
  readonly tenant: Tenant;
}

/**
 * Moving a company's database to another server. It is copied while it is used; then it can only be read for as long as
 * what changed meanwhile is copied too and both are compared; then servers close the company and open it where it is now.
 */
@Injectable()
export class TenantMoving {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly engine: DatabaseEngine,
    private readonly catalogue: ServerCatalogue,
    private readonly operations: Operations,
    private readonly locks: TenantLocks,
    private readonly turns: BackupTurns,
    private readonly watch: LockWatch,
    private readonly movedKeys: MovedKeys,
    private readonly copying: TenantCopying,
    private readonly kept: KeptDatabases,
    private readonly settling: MoveSettling,
  ) {}

  /** Name of the server that has a company's database. */
  async serverOf(companyId: number): Promise<string> {
    return (await this.catalogue.places.of(companyId))?.server ?? this.engine.kind;
  }

  /**
   * @param to name of a server, or `sqlite` or `postgres`.
   * @throws UnknownServerError, ServerAddressError, MoveRefusedError, CopyDiffersError, TenantLockedError,
   *   DatabaseBusyError, DatabaseUnreachableError; the company is where it was then.
   */
  async move(tenant: Tenant, to: string, actor: OperationActor): Promise<MovedTenant> {
    const from = await this.serverOf(tenant.companyId);
    if (from === to) throw new MoveRefusedError(`The company's database is on ${to} already.`);
    // Before anything is begun: a name that nobody knows is a mistake of whoever called.
    await (await this.engine.named(to)).list('scratch');
    const start = { kind: 'move', company: tenant, actor, detail: { from, to } } as const;
    const work = this.operations.run(start, (operation) => this.work(operation, tenant, { from, to }));
    return work.finally(() => this.watch.look());
  }

  /**
   * Removes what a company has been moved away from. A move that is under way is waited for: what it leaves is not there yet.
   * @returns how many former databases. @throws TenantLockedError; errors of the servers.
   */
  confirm(companyId: number): Promise<number> {
    return this.turns.await(companyId, 'copy', { patienceMs: PATIENCE_MS }, () => this.kept.removeOf(companyId));
  }

  private async work(
    operation: RunningOperation,
    { companyId }: Tenant,
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<MovedTenant> {
    const scratch = scratchName('move', companyId, operation.id);
    const limits = { patienceMs: PATIENCE_MS };
    try {
      const sides = { source: await this.engine.named(from), target: await this.engine.named(to) };
      await this.movedKeys.prepare(companyId, sides, PATIENCE_MS);
      const frozen = await this.turns.await(companyId, 'copy', limits, (tenant, lock) =>
        this.copy(operation, { tenant, scratch, from, to }, lock),
      );
      const closedMs = await this.turns.await(companyId, 'move', limits, (tenant, lock) =>
        this.change(operation, { ...frozen, tenant, scratch, from, to }, lock),
      );
      return { from, to, tables: frozen.tables, readOnlyMs: performance.now() - frozen.sinceMs, closedMs };
    } catch (error) {
      await this.settling.settleAlone(companyId, operation.detail).catch(() => operation.postpone());
      throw error;
    }
  }

  private async copy(
    operation: RunningOperation,
    { tenant, scratch, from, to }: { tenant: Tenant; scratch: DatabaseName; from: string; to: string },
    { token }: TenantLock,
  ): Promise<Frozen> {
    const { companyId, database } = tenant;
    const [source, target] = [await this.engine.named(from), await this.engine.named(to)];
    if ((await this.serverOf(companyId)) !== from)
      throw new MoveRefusedError('The company was moved by somebody else.');
    await operation.step('copying', { scratch, database });
    const first = await this.copying.begin({ source, target, tenant, scratch });
    try {
      operation.progress(60);
      await operation.step('freezing', { isFrozen: true });
      const sinceMs = performance.now();
      await source.moving.freeze(database, companyId, PATIENCE_MS);
      await operation.step('comparing');
      const tables = await this.copying.finish({ source, target, tenant, scratch }, first);
      return { tables, sinceMs, token, tenant };
    } finally {
      await first.close();
    }
  }

  /** @returns for how long the company was closed, in milliseconds. */
  private async change(
    operation: RunningOperation,
    moving: Frozen & { readonly scratch: DatabaseName; readonly from: string; readonly to: string },
    lock: TenantLock,
  ): Promise<number> {
    const closedAtMs = performance.now();
    const { tenant, scratch, from, to } = moving;
    const { companyId, database } = tenant;
    // Whoever had the lock in between may have changed what was compared: freezing does not bind administrators.
    if (lock.token !== moving.token + 1) throw new MoveRefusedError('Somebody worked on the database meanwhile.');
    const [source, target] = [await this.engine.named(from), await this.engine.named(to)];
    await operation.step('closing');
    await source.whenUnused(database, PATIENCE_MS, companyId);
    if (await target.exists(database)) throw new MoveRefusedError(`${to} has a database of that name already.`);
    const kept = scratchName('moved', companyId, operation.id);
    await operation.step('switching', { kept });
    await target.rename(scratch, database);
    await this.commit(lock, { from, to, kept });
    await operation.step('leaving');
    await source.rename(database, kept);
    return performance.now() - closedAtMs;
  }

  /** From here on the company is on the other server, whatever happens. */
  private async commit(
    lock: TenantLock,
    { from, to, kept }: { readonly from: string; readonly to: string; readonly kept: string },
  ): Promise<void> {
    const { companyId } = lock;
    await this.master.transaction(async (transaction) => {
      await this.locks.assertHeld(lock, transaction);
      await this.catalogue.places.put(companyId, to === this.engine.kind ? null : to, transaction);
      await this.kept.note(transaction, { companyId, server: from, name: kept, movedAt: this.clock.now() });
    });
  }
}
