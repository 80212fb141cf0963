import type { TenantMigrationReport } from '../fleet/index.js';
import { failureReason } from './failure-reasons.js';
import type { FailureReason } from './failure-reasons.js';
import { plural } from './plural.js';

type Done = Pick<TenantMigrationReport, 'tenant' | 'applied' | 'error'>;

/** What happened to one company's database, as it is printed. */
export interface MigrationOutcome {
  readonly slug: string;
  readonly databaseName: string;
  readonly status: 'migrated' | 'up-to-date' | 'failed';
  readonly applied: readonly string[];
  readonly error?: FailureReason;
}

export function migrationOutcome({ tenant, applied, error }: Done): MigrationOutcome {
  const about = { slug: tenant.slug, databaseName: tenant.database, applied };
  if (error !== undefined) return { ...about, status: 'failed', error: failureReason(error) };
  return { ...about, status: applied.length > 0 ? 'migrated' : 'up-to-date' };
}

/** One line: `city-hospital: failed, database-damaged: The file is not a database.` */
export function migrationLine(outcome: MigrationOutcome): string {
  const { slug, status, applied, error } = outcome;
  if (error) return `${slug}: failed, ${error.code}: ${error.detail}`;
  return `${slug}: ${status === 'migrated' ? `${plural(applied.length, 'migration')} applied` : 'up to date'}`;
}

/** The last line. @param total how many were to be brought up to date. */
export function migrationSummary(outcomes: readonly MigrationOutcome[], total: number): string {
  const { migrated, upToDate, failed, notReached } = countsOf(outcomes, total);
  const parts = [`${migrated} migrated`, `${upToDate} up to date`, `${failed} failed`];
  const interrupted = notReached > 0 ? ` Interrupted: ${notReached} not reached.` : '';
  return `${plural(total, 'company', 'companies')}: ${parts.join(', ')}.${interrupted}`;
}

/** The same for programs. */
export function migrationDocument(outcomes: readonly MigrationOutcome[], total: number): object {
  return { companies: outcomes, ...countsOf(outcomes, total) };
}

interface Counts {
  readonly migrated: number;
  readonly upToDate: number;
  readonly failed: number;
  readonly notReached: number;
}

function countsOf(outcomes: readonly MigrationOutcome[], total: number): Counts {
  const count = (status: MigrationOutcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return {
    migrated: count('migrated'),
    upToDate: count('up-to-date'),
    failed: count('failed'),
    notReached: total - outcomes.length,
  };
}
