import { NewerMigrationsError } from './runs.errors.js';

/** What a company's database says of a migration that was applied to it. */
export interface HistoryRow {
  readonly name: string;
  readonly checksum: string;
  /** ISO 8601; of a run's migrations when the run was begun, which tells them from those of other runs. */
  readonly appliedAt: string;
}

/** Gives HistoryRows, oldest first. */
export const READ_APPLIED = `SELECT name, checksum, applied_at AS "appliedAt" FROM schema_migration ORDER BY name`;

/**
 * Name of the newest migration that is kept when those of a run are taken back; undefined: the run applied none here.
 * @param begun when the run was begun.
 * @throws NewerMigrationsError when others were applied since, on top of the run's.
 */
export function keptWithout(begun: Date, history: readonly HistoryRow[]): string | undefined {
  const mark = begun.toISOString();
  const first = history.findIndex((row) => row.appliedAt === mark);
  if (first < 0) return undefined;
  if (history.slice(first).some((row) => row.appliedAt !== mark)) throw new NewerMigrationsError();
  return history[first - 1]?.name ?? '';
}

/** The same when everything newer than `backTo` is taken back, whoever applied it. */
export function keptUpTo(backTo: string, history: readonly HistoryRow[]): string | undefined {
  return (history.at(-1)?.name ?? '') > backTo ? backTo : undefined;
}
