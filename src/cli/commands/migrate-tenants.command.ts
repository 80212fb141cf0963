import { Command, Option } from 'nest-commander';
import { TenantMigrations } from '../../fleet/index.js';
import type { TenantMigrationReport } from '../../fleet/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { ReportedFailure } from '../cli.errors.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { migrationDocument, migrationLine, migrationOutcome, migrationSummary } from '../migration-outcomes.js';
import type { MigrationOutcome } from '../migration-outcomes.js';
import { Output } from '../output.js';
import { Progress } from '../progress.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface MigrateTenantsOptions extends JsonOption {
  readonly company?: string;
}

@Command({ name: 'migrate-tenants', description: "bring the companies' databases up to date" })
export class MigrateTenantsCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--company <slug>', description: 'only this company, e.g. city-hospital' })
  parseCompany(slug: string): string {
    return checkedSlug('--company', slug);
  }

  override async run(_arguments: string[], options: MigrateTenantsOptions): Promise<void> {
    const tenants = await this.tenants(options.company);
    const outcomes = await interruptible((stop) => this.migrate(tenants, options, stop));
    if (options.json) this.output.json(migrationDocument(outcomes, tenants.length));
    else this.output.line(migrationSummary(outcomes, tenants.length));
    if (outcomes.length < tenants.length || outcomes.some((outcome) => outcome.error)) throw new ReportedFailure();
  }

  private async tenants(slug: string | undefined): Promise<readonly Tenant[]> {
    const directory = await this.application.get(TenantDirectory);
    return slug === undefined ? directory.list() : [await tenantBySlug(directory, slug)];
  }

  private async migrate(
    tenants: readonly Tenant[],
    options: MigrateTenantsOptions,
    stop: AbortSignal,
  ): Promise<MigrationOutcome[]> {
    const progress = new Progress(tenants.length);
    const outcomes: MigrationOutcome[] = [];
    for (const tenant of tenants) {
      const outcome = migrationOutcome(await this.migrateOne(tenant));
      outcomes.push(outcome);
      progress.clear();
      if (!options.json) this.output.line(migrationLine(outcome));
      progress.advance(outcome.slug);
      if (stop.aborted) break;
    }
    progress.clear();
    return outcomes;
  }

  private async migrateOne(tenant: Tenant): Promise<TenantMigrationReport> {
    const migrations = await this.application.get(TenantMigrations);
    return (await migrations.migrate([tenant]).next()).value as TenantMigrationReport;
  }
}
