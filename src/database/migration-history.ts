import { QueryFailedError } from 'typeorm';
import { MigrationHistoryError } from './database.errors.js';
import { checksum } from './migration.js';
import type { Migration } from './migration.js';

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
export function pendingMigrations(known: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = byName.get(row.name);
    if (migration === undefined) throw new MigrationHistoryError('unknown', row.name);
    if (checksum(migration) !== row.checksum) throw new MigrationHistoryError('edited', row.name);
  }
  const names = new Set(applied.map((row) => row.name));
  const newest = applied.at(-1)?.name ?? '';
  const pending = known.filter((migration) => !names.has(migration.name));
  const late = pending.find((migration) => migration.name < newest);
  if (late) throw new MigrationHistoryError('out-of-order', late.name);
  return pending;
}

/** The history of a database that was created and never migrated, e.g. because the process was killed in between. */
export function noneIfNeverMigrated(error: unknown): AppliedMigration[] {
  const cause = (error instanceof QueryFailedError ? error.driverError : error) as {
    code?: unknown;
    message?: unknown;
  };
  if (cause.code === '42P01' || cause.message === `no such table: ${HISTORY_TABLE}`) return [];
  throw error;
}
