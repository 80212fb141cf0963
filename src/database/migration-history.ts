import { MigrationHistoryError, NoWayBackError } from './database.errors.js';

/** A row of the table in which every database keeps what was applied to it. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

export const HISTORY_TABLE = 'schema_migration';

/** Created before the first migration; the same SQL fits both engines. */
export const CREATE_HISTORY =
  `CREATE TABLE IF NOT EXISTS ${HISTORY_TABLE} (` +
  'name varchar(100) NOT NULL PRIMARY KEY, checksum varchar(32) NOT NULL, ' +
  'applied_at varchar(24) NOT NULL, duration_ms integer NOT NULL)';

export const READ_HISTORY = `SELECT name, checksum FROM ${HISTORY_TABLE} ORDER BY name`;

/**
 * What is still to be applied.
 * @param known all migrations of this program, in order.
 * @throws MigrationHistoryError when the database has one that the program does not know (a newer program was here),
 *   one whose SQL was edited since, or a pending one that sorts before an applied one. TypeORM would run the last
 *   silently, on a schema that nobody tested.
 */
export function pendingMigrations<Known extends AppliedMigration>(
  known: readonly Known[],
  applied: readonly AppliedMigration[],
): Known[] {
  assertKnown(known, applied);
  const names = new Set(applied.map((row) => row.name));
  const newest = applied.at(-1)?.name ?? '';
  const pending = known.filter((migration) => !names.has(migration.name));
  const late = pending.find((migration) => migration.name < newest);
  if (late) throw new MigrationHistoryError('out-of-order', late.name);
  return pending;
}

/**
 * Those that were applied and are newer than the one called `keep`, newest first.
 * @throws MigrationHistoryError as above; NoWayBackError when one has none.
 */
export function migrationsAfter<Known extends AppliedMigration & { readonly down: readonly string[] }>(
  known: readonly Known[],
  applied: readonly AppliedMigration[],
  keep: string,
): Known[] {
  assertKnown(known, applied);
  const names = new Set(applied.map((row) => row.name).filter((name) => name > keep));
  const newest = known.filter((migration) => names.has(migration.name)).reverse();
  const oneWay = newest.find((migration) => migration.down.length === 0);
  if (oneWay) throw new NoWayBackError(oneWay.name);
  return newest;
}

/** The history of a database that was created and never migrated, e.g. because the process was killed in between. */
export function noneIfNeverMigrated(error: unknown): AppliedMigration[] {
  return noneWithoutTable(HISTORY_TABLE)(error);
}

/** For a statement on a table that a database of an older program does not have: no rows then. */
export function noneWithoutTable(table: string): (error: unknown) => never[] {
  return (error) => {
    // TypeORM wraps the driver's error.
    const cause = ((error as { driverError?: unknown }).driverError ?? error) as { code?: unknown; message?: unknown };
    if (cause.code === '42P01' || cause.message === `no such table: ${table}`) return [];
    throw error;
  };
}

function assertKnown(known: readonly AppliedMigration[], applied: readonly AppliedMigration[]): void {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = byName.get(row.name);
    if (migration === undefined) throw new MigrationHistoryError('unknown', row.name);
    if (migration.checksum !== row.checksum) throw new MigrationHistoryError('edited', row.name);
  }
}
