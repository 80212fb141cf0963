import { Injectable } from '@nestjs/common';
import { Migrator } from '../../database/index.js';
import { FleetRunner, Trials } from '../../fleet/index.js';
import type { RunEnd, RunRequest, RunWatcher } from '../../fleet/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { ReportedFailure, UsageError } from '../cli.errors.js';
import { interruptible } from '../interruption.js';
import { Output } from '../output.js';
import { tenantBySlug } from '../tenant-by-slug.js';
import { Terminal } from '../terminal.js';
import { directionOf, modeOf } from './options.js';
import type { MigrateTenantsOptions } from './options.js';
import { PlanReport } from './plan-report.js';
import { RunReport } from './run-report.js';

/** The work of `migrate-tenants`. */
@Injectable()
export class TenantMigrating {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
    private readonly terminal: Terminal,
  ) {}

  /** @throws ReportedFailure when a company failed, or was not reached; UsageError. */
  async run(options: MigrateTenantsOptions): Promise<void> {
    const mode = modeOf(options);
    // What changes nothing must not bring the master database up to date either.
    if (mode !== 'run') process.env.MIGRATE_ON_START = 'off';
    const request = await this.request(options);
    const backTo = options.undo ? await this.knownMigration(options.to) : undefined;
    const isWell = await interruptible(async (stop) => {
      if (!options.json) this.tellWhenStopping(stop);
      const report = await this.report(options, stop);
      return report.end(await this.carryOut(options, { ...request, backTo }, report));
    });
    if (isWell) return;
    if (mode === 'run' && !options.json) this.output.note('Go on with: medadmin migrate-tenants --resume');
    throw new ReportedFailure();
  }

  private async request({ company: slug, ...options }: MigrateTenantsOptions): Promise<RunRequest> {
    const directory = await this.application.get(TenantDirectory);
    const company = slug === undefined ? undefined : await tenantBySlug(directory, slug);
    const { concurrency, canary, maxFailures, snapshot: snapshots = true } = options;
    return { company, concurrency, canary, maxFailures, snapshots };
  }

  /** @returns null when none is given. @throws UsageError when the program has none of this name. */
  private async knownMigration(name: string | undefined): Promise<string | null> {
    if (name === undefined) return null;
    const { steps } = await this.application.get(Migrator);
    if (!steps.some((step) => step.name === name)) throw new UsageError(`--to: there is no migration ${name}`);
    return name;
  }

  private tellWhenStopping(stop: AbortSignal): void {
    stop.addEventListener('abort', () => {
      this.output.note('Those under way are finished; asked once more, the program ends at once.');
    });
  }

  private async report(options: MigrateTenantsOptions, stop: AbortSignal): Promise<RunReport | PlanReport> {
    const about = { direction: directionOf(options), json: options.json === true, stop };
    const mode = modeOf(options);
    if (mode === 'plan') {
      return new PlanReport(this.output, { ...about, steps: (await this.application.get(Migrator)).steps });
    }
    return new RunReport(this.output, {
      ...about,
      mode,
      resumes: options.resume === true,
      goOn: (soFar) => this.goOn(soFar),
    });
  }

  /** Whether somebody at a terminal says yes. */
  private async goOn(soFar: string): Promise<boolean> {
    if (!this.terminal.isInteractive) return false;
    return this.terminal.confirms(`${soFar} Do the others?`).catch(() => false);
  }

  private async carryOut(
    { resume, undo, dryRun, rehearse }: MigrateTenantsOptions,
    request: RunRequest & { readonly backTo: string | null | undefined },
    watcher: RunWatcher,
  ): Promise<RunEnd> {
    if (dryRun) return (await this.application.get(Trials)).plan(request, watcher);
    if (rehearse) return (await this.application.get(Trials)).rehearse(request, watcher);
    const runner = await this.application.get(FleetRunner);
    if (resume) return runner.resume(request, watcher);
    return undo ? runner.undo(request, watcher, request.backTo) : runner.migrate(request, watcher);
  }
}
