import { Injectable } from '@nestjs/common';
import { MigrationExecutor, Migrator } from '../../database/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { FleetRuns } from './fleet-runs.js';
import type { RunSubject } from './fleet-runs.js';
import { hasFailed, isDone, KnownTenants } from './known-tenants.js';
import type { KnownTenant } from './known-tenants.js';
import { RunRecord } from './run-record.js';
import type { RunEnd, RunRequest, RunWatcher } from './run-request.js';
import { eachOf, scopeOf } from './scope.js';
import { Sweep } from './sweep.js';
import type { SweepLimits } from './sweep.js';
import { Turns } from './turns.js';
import { UndoGoals } from './undo-goal.js';

/** How long those whose databases others are at are waited for, in milliseconds, when all others are through. */
const PATIENCE_MS = 60_000;
/** Companies that take or give back their lock while others are migrated: that is done by the group. */
const AHEAD = 100;

/** Brings companies' databases to a version, each under its own lock, and writes down how far it got. */
@Injectable()
export class FleetRunner {
  constructor(
    private readonly runs: FleetRuns,
    private readonly ledger: KnownTenants,
    private readonly directory: TenantDirectory,
    private readonly turns: Turns,
    private readonly goals: UndoGoals,
    private readonly migrator: Migrator,
    private readonly executor: MigrationExecutor,
  ) {}

  /** Applies what is pending. A company that fails stops nobody else. @throws what the master database throws. */
  migrate(request: RunRequest, watcher: RunWatcher): Promise<RunEnd> {
    const subject = { ...this.subject(request), kind: 'migrate', backTo: null, undoes: null } as const;
    return this.carryOut(new RunRecord(this.runs, subject), request, watcher);
  }

  /**
   * Takes back what the last run applied, company by company.
   * @param backTo instead: takes back everything newer than this migration, whoever applied it.
   * @throws NothingToUndoError; RunUnderWayError.
   */
  async undo(request: RunRequest, watcher: RunWatcher, backTo: string | null = null): Promise<RunEnd> {
    const subject = { ...this.subject(request), kind: 'undo', ...(await this.goals.choose(backTo)) } as const;
    return this.carryOut(new RunRecord(this.runs, subject), request, watcher);
  }

  /**
   * Goes on with the last run, if it did not come to its end: leaves out who is done, tries those that failed again.
   * Otherwise it begins a new one.
   * @throws OtherReleaseError; RunUnderWayError.
   */
  async resume(request: Omit<RunRequest, 'company'>, watcher: RunWatcher): Promise<RunEnd> {
    const run = await this.runs.unfinished(this.migrator.head);
    if (run === null) return this.migrate(request, watcher);
    await this.runs.takeUp(run);
    const [company] = run.companyId === null ? [] : await this.directory.after(run.companyId - 1, 1);
    return this.carryOut(new RunRecord(this.runs, run, run), { ...request, company }, watcher);
  }

  private subject({ company }: RunRequest): Pick<RunSubject, 'head' | 'companyId'> {
    return { head: this.migrator.head, companyId: company?.companyId ?? null };
  }

  private async carryOut(record: RunRecord, request: RunRequest, watcher: RunWatcher): Promise<RunEnd> {
    const scope = await scopeOf(this.directory, request.company);
    watcher.begins(scope.total, record.resumed);
    const failedBefore = new Set<number>();
    const tally = { changed: 0, failed: 0 };
    const turn = await this.turns.of(record, request);
    const sweep = new Sweep(this.limits(request), watcher, turn, (outcome, place) => {
      if (outcome.status === 'changed') tally.changed += 1;
      if (outcome.status === 'failed' || outcome.status === 'locked') tally.failed += 1;
      const again = failedBefore.delete(outcome.tenant.companyId);
      watcher.tell(again ? { ...outcome, again } : outcome, place);
    });
    const end = await sweep.over(eachOf(scope, (page) => this.remaining(page, record, watcher, failedBefore)));
    const state = end === 'complete' && tally.failed === 0 ? 'done' : 'stopped';
    return { run: await record.end({ state, ...tally }), end };
  }

  /** Those of a page that have their turn; of a run that is gone on with, those that are not done. */
  private async remaining(
    page: readonly Tenant[],
    { resumed }: RunRecord,
    watcher: RunWatcher,
    failedBefore: Set<number>,
  ): Promise<readonly KnownTenant[]> {
    const companies = await this.ledger.of(page);
    if (resumed?.kind !== 'migrate') return companies;
    const remaining = companies.filter((company) => !isDone(company, resumed));
    watcher.skips(companies.length - remaining.length);
    for (const company of remaining) if (hasFailed(company)) failedBefore.add(company.tenant.companyId);
    return remaining;
  }

  private limits({ concurrency, canary, maxFailures, patienceMs = PATIENCE_MS }: RunRequest): SweepLimits {
    if (concurrency !== undefined) this.executor.width = concurrency;
    return { concurrency: this.executor.width, ahead: AHEAD, canary, maxFailures, patienceMs };
  }
}
