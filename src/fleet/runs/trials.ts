import { Injectable } from '@nestjs/common';
import { DatabaseEngine, MigrationExecutor, Migrator } from '../../database/index.js';
import type { Rehearsal } from '../../database/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { failedOutcome, outcomeOf } from './outcome.js';
import type { TenantOutcome } from './outcome.js';
import type { RunEnd, RunRequest, RunWatcher } from './run-request.js';
import { eachOf, scopeOf } from './scope.js';
import { Sweep } from './sweep.js';
import { READ_APPLIED } from './taken-back.js';
import type { HistoryRow } from './taken-back.js';
import { UndoGoals } from './undo-goal.js';
import type { KeptOf } from './undo-goal.js';

/** What is tried: bringing companies up to date, or taking back. */
export interface TrialRequest extends RunRequest {
  /** Absent: nothing is taken back. Null: what the last run applied; otherwise everything newer than this migration. */
  readonly backTo?: string | null | undefined;
}

/** Runs that only tell what they would do. They change no company's database, nor the master database. */
@Injectable()
export class Trials {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
    private readonly executor: MigrationExecutor,
    private readonly directory: TenantDirectory,
    private readonly goals: UndoGoals,
  ) {}

  /** Whose database would be changed, and by which migrations; nothing is run. @throws NothingToUndoError. */
  plan(request: TrialRequest, watcher: RunWatcher): Promise<RunEnd> {
    return this.each(request, watcher, (rehearsal, kept) => async (tenant) => {
      const migrations = await this.migrationsFor(tenant, rehearsal, kept);
      return { tenant, status: migrations.length > 0 ? 'changed' : 'as-it-was', migrations };
    });
  }

  /** Runs everything on copies of the real databases, with all checks. @throws NothingToUndoError. */
  rehearse(request: TrialRequest, watcher: RunWatcher): Promise<RunEnd> {
    return this.each(request, watcher, (rehearsal, kept) => async (tenant) => {
      const keep = kept?.(await this.history(tenant, rehearsal));
      if (kept && keep === undefined) return { tenant, status: 'as-it-was', migrations: [] };
      const options = { stamp: tenant.companyId, snapshot: request.snapshots, keep };
      return outcomeOf(tenant, await rehearsal.run(this.migrator.job(tenant.database, options)));
    });
  }

  private async each(
    request: TrialRequest,
    watcher: RunWatcher,
    turnOf: (rehearsal: Rehearsal, kept: KeptOf | undefined) => (tenant: Tenant) => Promise<TenantOutcome>,
  ): Promise<RunEnd> {
    const { backTo } = request;
    const kept = backTo === undefined ? undefined : await this.goals.keptOf(await this.goals.choose(backTo));
    const scope = await scopeOf(this.directory, request.company);
    const rehearsal = await this.engine.rehearsal();
    try {
      watcher.begins(scope.total);
      const turn = turnOf(rehearsal, kept);
      if (request.concurrency !== undefined) this.executor.width = request.concurrency;
      const limits = { maxFailures: request.maxFailures, concurrency: this.executor.width, patienceMs: 0 };
      const careful = (tenant: Tenant) => turn(tenant).catch((error: unknown) => failedOutcome(tenant, error));
      const sweep = new Sweep<Tenant, TenantOutcome>(limits, watcher, careful, (outcome, place) =>
        watcher.tell(outcome, place),
      );
      return { end: await sweep.over(eachOf(scope, (page) => page)) };
    } finally {
      await rehearsal.end();
    }
  }

  private async migrationsFor(tenant: Tenant, rehearsal: Rehearsal, kept: KeptOf | undefined): Promise<string[]> {
    const history = await this.history(tenant, rehearsal);
    if (kept === undefined) return this.migrator.pendingAfter(history);
    const keep = kept(history);
    const names = history.map((row) => row.name).filter((name) => keep !== undefined && name > keep);
    return names.reverse();
  }

  private async history({ database, companyId }: Tenant, rehearsal: Rehearsal): Promise<HistoryRow[]> {
    return (await rehearsal.read(database, READ_APPLIED, companyId)) as HistoryRow[];
  }
}
