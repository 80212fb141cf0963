import { Command, Option } from 'nest-commander';
import type { AuditFault, RecordsReport } from '../../audit/index.js';
import { AuditVerification, RecordVerification } from '../../fleet/index.js';
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
  readonly records?: boolean;
}

interface VerifiedCompany {
  readonly slug: string;
  readonly status: 'ok' | 'tampered' | 'unavailable';
  readonly entries: number;
  readonly faults: readonly AuditFault[];
  /** With --records. */
  readonly records?: RecordsReport;
  readonly error?: FailureReason;
}

@Command({
  name: 'verify-audit',
  arguments: '[slug]',
  description:
    "look whether a company's audit log, or with --all every one, is what was written, and so are its records",
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

  @Option({ flags: '--records', description: 'also whether records are what the logs have last told of them' })
  parseRecords(): boolean {
    return true;
  }

  override async run([slug]: string[], { all, json, records }: VerifyAuditOptions): Promise<void> {
    if ((slug === undefined) === (all !== true)) throw new UsageError('verify-audit takes a slug, or --all');
    if (slug !== undefined) checkedSlug('verify-audit', slug);
    const directory = await this.application.get(TenantDirectory);
    const checks: Checks = {
      log: await this.application.get(AuditVerification),
      records: records ? await this.application.get(RecordVerification) : undefined,
    };
    const only = slug === undefined ? undefined : await tenantBySlug(directory, slug);
    const companies: VerifiedCompany[] = [];
    const total = only ? 1 : await directory.count();
    await interruptible(async (stop) => {
      for await (const tenant of only ? [only] : eachTenant(directory)) {
        if (stop.aborted) break;
        const company = await verified(checks, tenant);
        companies.push(company);
        if (json !== true) this.print(company);
      }
    });
    if (json) this.output.json({ companies, notReached: Math.max(0, total - companies.length) });
    if (companies.length < total || companies.some(({ status }) => status !== 'ok')) throw new ReportedFailure();
  }

  private print({ slug, status, entries, faults, records, error }: VerifiedCompany): void {
    const what = error ? `${error.code}: ${error.detail}` : plural(entries, 'entry', 'entries');
    this.output.line(`${slug}: ${status}, ${what}`);
    for (const { code, seq } of faults) this.output.line(`  ${code} at ${seq}`);
    for (const line of records ? recordLines(records) : []) this.output.line(`  ${line}`);
  }
}

interface Checks {
  readonly log: AuditVerification;
  readonly records: RecordVerification | undefined;
}

async function verified(checks: Checks, tenant: Tenant): Promise<VerifiedCompany> {
  const { slug } = tenant;
  try {
    const { entries, faults } = await checks.log.verify(tenant);
    const records = await checks.records?.verify(tenant);
    const isWell = faults.length === 0 && (records?.faults.length ?? 0) === 0;
    return { slug, status: isWell ? 'ok' : 'tampered', entries, faults, ...(records && { records }) };
  } catch (error) {
    return { slug, status: 'unavailable', entries: 0, faults: [], error: failureReason(error) };
  }
}

/** Names and numbers of records, and never a value. */
function recordLines({ records, unlogged, faults, more }: RecordsReport): string[] {
  const lines = faults.map(({ code, table, id, fields, migration }) => {
    const which = fields ? ` (${fields.join(', ')})` : '';
    return `${code}: ${table} ${id}${which}${migration ? `, or by migration ${migration}` : ''}`;
  });
  if (more > 0) lines.push(`and ${more} more`);
  const without = unlogged > 0 ? `, ${unlogged} of which the log does not tell` : '';
  return [...lines, `${plural(records, 'record')} compared${without}`];
}

async function* eachTenant(directory: TenantDirectory): AsyncGenerator<Tenant> {
  for await (const page of tenantPages(directory)) yield* page;
}
