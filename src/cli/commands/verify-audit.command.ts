import { Command, Option } from 'nest-commander';
import type { AuditFault } from '../../audit/index.js';
import { AuditVerification } from '../../fleet/index.js';
import { TenantDirectory, tenantPages } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { ReportedFailure, UsageError } from '../cli.errors.js';
import { failureReason } from '../failure-reasons.js';
import type { FailureReason } from '../failure-reasons.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { plural } from '../plural.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface VerifyAuditOptions extends JsonOption {
  readonly all?: boolean;
}

interface VerifiedCompany {
  readonly slug: string;
  readonly status: 'ok' | 'tampered' | 'unavailable';
  readonly entries: number;
  readonly faults: readonly AuditFault[];
  readonly error?: FailureReason;
}

@Command({
  name: 'verify-audit',
  arguments: '[slug]',
  description: "look whether a company's audit log, or with --all every one, is what was written",
})
export class VerifyAuditCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--all', description: 'the logs of all companies' })
  parseAll(): boolean {
    return true;
  }

  override async run([slug]: string[], { all, json }: VerifyAuditOptions): Promise<void> {
    if ((slug === undefined) === (all !== true)) throw new UsageError('verify-audit takes a slug, or --all');
    if (slug !== undefined) checkedSlug('verify-audit', slug);
    const directory = await this.application.get(TenantDirectory);
    const verification = await this.application.get(AuditVerification);
    const only = slug === undefined ? undefined : await tenantBySlug(directory, slug);
    const companies: VerifiedCompany[] = [];
    const total = only ? 1 : await directory.count();
    await interruptible(async (stop) => {
      for await (const tenant of only ? [only] : eachTenant(directory)) {
        if (stop.aborted) break;
        const company = await verified(verification, tenant);
        companies.push(company);
        if (json !== true) this.print(company);
      }
    });
    if (json) this.output.json({ companies, notReached: Math.max(0, total - companies.length) });
    if (companies.length < total || companies.some(({ status }) => status !== 'ok')) throw new ReportedFailure();
  }

  private print({ slug, status, entries, faults, error }: VerifiedCompany): void {
    const what = error ? `${error.code}: ${error.detail}` : plural(entries, 'entry', 'entries');
    this.output.line(`${slug}: ${status}, ${what}`);
    for (const { code, seq } of faults) this.output.line(`  ${code} at ${seq}`);
  }
}

async function verified(verification: AuditVerification, tenant: Tenant): Promise<VerifiedCompany> {
  const { slug } = tenant;
  try {
    const { entries, faults } = await verification.verify(tenant);
    return { slug, status: faults.length === 0 ? 'ok' : 'tampered', entries, faults };
  } catch (error) {
    return { slug, status: 'unavailable', entries: 0, faults: [], error: failureReason(error) };
  }
}

async function* eachTenant(directory: TenantDirectory): AsyncGenerator<Tenant> {
  for await (const page of tenantPages(directory)) yield* page;
}
