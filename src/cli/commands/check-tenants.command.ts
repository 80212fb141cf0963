import { Command, Option } from 'nest-commander';
import { TenantChecks } from '../../fleet/index.js';
import { TenantDirectory, tenantPages } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { CheckReport } from '../checking/check-report.js';
import { ReportedFailure } from '../cli.errors.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface CheckTenantsOptions extends JsonOption {
  readonly company?: string;
  readonly repair?: boolean;
}

@Command({
  name: 'check-tenants',
  description: "compare the companies' real databases with what the program expects",
})
export class CheckTenantsCommand extends ReportingCommand {
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

  @Option({ flags: '--repair', description: 'put right what is safe: indexes, triggers, files of killed processes' })
  parseRepair(): boolean {
    return true;
  }

  override async run(_arguments: string[], { company, repair, json }: CheckTenantsOptions): Promise<void> {
    const directory = await this.application.get(TenantDirectory);
    const checks = await this.application.get(TenantChecks);
    const only = company === undefined ? undefined : await tenantBySlug(directory, company);
    const report = new CheckReport(this.output, only ? 1 : await directory.count(), json === true);
    const isWell = await interruptible(async (stop) => {
      for await (const tenant of only ? [only] : eachTenant(directory)) {
        if (stop.aborted) break;
        report.tell(repair ? await checks.repair(tenant) : await checks.check(tenant));
      }
      return report.end();
    });
    if (!isWell) throw new ReportedFailure();
  }
}

async function* eachTenant(directory: TenantDirectory): AsyncGenerator<Tenant> {
  for await (const page of tenantPages(directory)) yield* page;
}
