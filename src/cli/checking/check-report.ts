import { CHECK_STATUSES } from '../../fleet/index.js';
import type { CheckStatus, TenantCheck, TenantFinding } from '../../fleet/index.js';
import { failureReason } from '../failure-reasons.js';
import type { FailureReason } from '../failure-reasons.js';
import type { Output } from '../output.js';
import { plural } from '../plural.js';
import { Progress } from '../progress.js';

/** So many companies get a line each; of more, only those that are not as they should be. */
const FEW = 20;

interface CheckedCompany {
  readonly slug: string;
  readonly databaseName: string;
  readonly status: CheckStatus;
  readonly findings: readonly TenantFinding[];
  readonly repaired: readonly string[];
  readonly error?: FailureReason;
}

/** Prints what came of looking at companies' databases. */
export class CheckReport {
  private readonly counts: Record<CheckStatus, number>;
  private readonly companies: CheckedCompany[] = [];
  private readonly progress: Progress;
  private seen = 0;
  private repaired = 0;

  /** @param total companies that are to be looked at. */
  constructor(
    private readonly output: Output,
    private readonly total: number,
    private readonly isJson: boolean,
  ) {
    this.progress = new Progress(total);
    this.counts = Object.fromEntries(CHECK_STATUSES.map((status) => [status, 0])) as Record<CheckStatus, number>;
  }

  tell(check: TenantCheck): void {
    const company = companyOf(check);
    this.counts[company.status] += 1;
    this.seen += 1;
    if (company.repaired.length > 0) this.repaired += 1;
    if (this.isJson) this.companies.push(company);
    else if (this.total <= FEW || isTold(company)) this.print(company);
    this.progress.advance(company.slug);
  }

  /** Prints the rest. @returns whether every database is as it should be, or waits for migrations only. */
  end(): boolean {
    this.progress.clear();
    const notReached = Math.max(0, this.total - this.seen);
    if (this.isJson)
      this.output.json({ companies: this.companies, ...this.counts, repaired: this.repaired, notReached });
    else this.output.line(this.summary(notReached));
    const { drifted, unavailable, locked } = this.counts;
    return drifted + unavailable + locked + notReached === 0;
  }

  private summary(notReached: number): string {
    const parts = CHECK_STATUSES.map((status) => `${this.counts[status]} ${status}`);
    if (this.repaired > 0) parts.push(`${this.repaired} repaired`);
    const rest = notReached > 0 ? ` Interrupted: ${notReached} not reached.` : '';
    return `${plural(this.total, 'company', 'companies')}: ${parts.join(', ')}.${rest}`;
  }

  private print({ slug, status, findings, repaired, error }: CheckedCompany): void {
    this.progress.clear();
    const waiting = findings.filter(({ code }) => code === 'migrations-pending').length;
    const what = status === 'pending' ? `${plural(waiting, 'migration')} pending` : status;
    this.output.line(`${slug}: ${what}${error ? `, ${error.code}: ${error.detail}` : ''}`);
    for (const what of repaired) this.output.line(`  repaired: ${what}`);
    for (const { code, detail } of findings)
      if (code !== 'migrations-pending') this.output.line(`  ${code}: ${detail}`);
  }
}

function isTold({ status, findings, repaired }: CheckedCompany): boolean {
  const isWell = status === 'ok' || status === 'pending';
  return !isWell || repaired.length > 0 || findings.some(({ code }) => code === 'leftover-file');
}

function companyOf({ tenant, status, findings, repaired, error }: TenantCheck): CheckedCompany {
  const company = { slug: tenant.slug, databaseName: tenant.database, status, findings, repaired };
  return error === undefined ? company : { ...company, error: failureReason(error) };
}
