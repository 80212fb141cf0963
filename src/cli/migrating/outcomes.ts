import type { SweepEnd, TenantOutcome } from '../../fleet/index.js';
import type { FailureReason } from '../failure-reasons.js';
import { plural } from '../plural.js';
import { migrationFailure } from './migration-failure.js';
import { ENDS } from './wording.js';
import type { Direction, Wording } from './wording.js';

/** What happened to one company's database, as it is printed. */
export interface MigrationOutcome {
  readonly slug: string;
  readonly databaseName: string;
  readonly status: 'migrated' | 'undone' | 'up-to-date' | 'unchanged' | 'failed';
  /** Names of the migrations applied; absent when migrations are taken back. */
  readonly applied?: readonly string[];
  /** Names of the migrations taken back, newest first; absent when migrations are applied. */
  readonly undone?: readonly string[];
  readonly durationMs?: number;
  /** Of all its tables together. */
  readonly rows?: number;
  /** Whether it had failed in this run before. */
  readonly again?: boolean;
  readonly error?: FailureReason;
}

const STATUSES = {
  migrate: { changed: 'migrated', unchanged: 'up-to-date' },
  undo: { changed: 'undone', unchanged: 'unchanged' },
} as const;

export function migrationOutcome(outcome: TenantOutcome, direction: Direction): MigrationOutcome {
  const { tenant, status, migrations, durationMs, rows, again } = outcome;
  const isFailed = status === 'failed' || status === 'locked';
  return {
    ...{ slug: tenant.slug, databaseName: tenant.database },
    ...(direction === 'migrate' ? { applied: migrations } : { undone: migrations }),
    status: isFailed ? 'failed' : STATUSES[direction][status === 'changed' ? 'changed' : 'unchanged'],
    ...(durationMs !== undefined && { durationMs: Math.round(durationMs * 10) / 10 }),
    ...(rows && { rows: Object.values(rows).reduce((sum, count) => sum + count, 0) }),
    ...(again && { again }),
    ...(isFailed && { error: migrationFailure(outcome.error) }),
  };
}

/** One line: `city-hospital: failed, database-damaged: The file is not a database.` */
export function migrationLine(outcome: MigrationOutcome, wording: Wording): string {
  const { slug, status, applied = [], undone = [], again, error } = outcome;
  if (error) return `${slug}: failed${again ? ' again' : ''}, ${error.code}: ${error.detail}`;
  if (status === 'up-to-date' || status === 'unchanged') return `${slug}: ${wording.unchanged}`;
  return `${slug}: ${plural(applied.length + undone.length, 'migration')} ${wording.migrations}`;
}

/** How many companies there were of each kind. */
export interface Counts {
  /** Migrated, or taken back; or that would be. */
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  /** In an earlier part of the same run. */
  readonly doneBefore: number;
  readonly notReached: number;
}

/** The last line: `3 companies: 1 migrated, 1 up to date, 1 failed.` */
export function migrationSummary(counts: Counts, wording: Wording, end: SweepEnd): string {
  const { changed, unchanged, failed, doneBefore, notReached } = counts;
  const total = changed + unchanged + failed + doneBefore + notReached;
  const parts = [`${changed} ${wording.changed}`, `${unchanged} ${wording.unchanged}`, `${failed} ${wording.failed}`];
  if (doneBefore > 0) parts.push(`${doneBefore} done before`);
  const rest = notReached > 0 ? ` ${ENDS[end]}: ${notReached} not reached.` : '';
  return `${plural(total, 'company', 'companies')}: ${parts.join(', ')}.${rest}${wording.after}`;
}
