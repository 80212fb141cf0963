import { Command, Option } from 'nest-commander';
import { assertFit, checkedMigration, wholeNumber } from '../migrating/options.js';
import type { MigrateTenantsOptions } from '../migrating/options.js';
import { ReportingCommand } from '../medadmin-command.js';
import { TenantMigrating } from '../migrating/tenant-migrating.js';
import { checkedSlug } from '../tenant-by-slug.js';

/** More threads than this only wait for each other. */
const MOST_AT_ONCE = 64;
const MOST = 1_000_000;

@Command({ name: 'migrate-tenants', description: "bring the companies' databases up to date, or back" })
export class MigrateTenantsCommand extends ReportingCommand {
  constructor(private readonly migrating: TenantMigrating) {
    super();
  }

  @Option({ flags: '--company <slug>', description: 'only this company, e.g. city-hospital' })
  parseCompany(slug: string): string {
    return checkedSlug('--company', slug);
  }

  @Option({ flags: '--concurrency <n>', description: 'databases that are migrated at the same time' })
  parseConcurrency(text: string): number {
    return wholeNumber('--concurrency', text, MOST_AT_ONCE);
  }

  @Option({ flags: '--dry-run', description: 'only tell who waits for which migrations, and their SQL' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({ flags: '--rehearse', description: 'run on copies of the databases and tell time, rows and failures' })
  parseRehearse(): boolean {
    return true;
  }

  @Option({ flags: '--canary <n>', description: 'do the first n that need it, then ask; without a terminal, stop' })
  parseCanary(text: string): number {
    return wholeNumber('--canary', text, MOST);
  }

  @Option({ flags: '--max-failures <n>', description: 'begin with nobody else after n failures' })
  parseMaxFailures(text: string): number {
    return wholeNumber('--max-failures', text, MOST);
  }

  @Option({
    flags: '--resume',
    description: 'go on with the last run that was not finished; those that failed are tried again',
  })
  parseResume(): boolean {
    return true;
  }

  @Option({ flags: '--undo', description: 'take back what the last run applied' })
  parseUndo(): boolean {
    return true;
  }

  @Option({
    flags: '--to <migration>',
    description: 'with --undo: take back everything newer than this, whoever applied it',
  })
  parseTo(name: string): string {
    return checkedMigration(name);
  }

  @Option({ flags: '--no-snapshot', description: 'keep no copy of each database until its migrations are through' })
  parseNoSnapshot(): boolean {
    return false;
  }

  override async run(_arguments: string[], options: MigrateTenantsOptions): Promise<void> {
    assertFit(options);
    await this.migrating.run(options);
  }
}
