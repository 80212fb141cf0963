import type { Database } from 'better-sqlite3';
import { DatabaseUnreadableError, TransactionLostError } from '../database.errors.js';
import {
  CREATE_HISTORY,
  HISTORY_TABLE,
  migrationsAfter,
  noneIfNeverMigrated,
  pendingMigrations,
  READ_HISTORY,
} from '../migration-history.js';
import type { AppliedMigration } from '../migration-history.js';
import type { MigrationJob, MigrationJobResult, MigrationStep } from '../migration-job.js';
import { describeSqliteSchema, schemaFingerprint } from '../schema/index.js';
import { assertForeignKeys, assertIntact, assertUntouched, rowCounts } from './migration-checks.js';
import { openDatabase } from './open-database.js';
import { removeSnapshot, settleSnapshot, takeSnapshot } from './pre-migration-copy.js';
import { assertAllowed } from './statement-policy.js';

/** Which way, and which steps in the order in which they run. */
interface Plan {
  readonly way: 'up' | 'down';
  readonly steps: readonly MigrationStep[];
}

type Done = Omit<MigrationJobResult, 'durationMs'>;

/**
 * Migrates one database file, on a handle of its own and in one synchronous transaction; a database that has all is only
 * looked at. Needs neither Nest nor TypeORM, so that a worker thread is small.
 *
 * SQLite rebuilds a table by dropping and renaming it, and with foreign keys enforced the drop deletes the children's
 * rows. They can only be switched off outside a transaction and per handle, so the handle is thrown away afterwards:
 * a failed migration cannot leave them off for anybody else. They are checked before the commit instead.
 * @param path of a file that must exist.
 * @throws see MigrationExecutor; SQLite's own busy error when somebody else writes.
 */
export function migrateFile(path: string, job: MigrationJob): MigrationJobResult {
  const startedMs = performance.now();
  const database = openOrPutBack(path, job);
  try {
    const applied = readHistory(database);
    const isDone = planOf(job, applied).steps.length === 0;
    const done = isDone ? nothingDone(applied) : runAlone(database, path, job);
    return { ...done, durationMs: performance.now() - startedMs };
  } finally {
    // Undoes a transaction that is still open.
    database.close();
  }
}

/** @throws what openDatabase throws. */
function openOrPutBack(path: string, { database: name, stamp }: MigrationJob): Database {
  const location = { name, path, stamp };
  try {
    return openDatabase(location);
  } catch (error) {
    // Left by a migration during which the storage failed.
    if (!(error instanceof DatabaseUnreadableError) || !settleSnapshot(path)) throw error;
    return openDatabase(location);
  }
}

function nothingDone(applied: readonly AppliedMigration[]): Done {
  return { applied: [], undone: [], schemaVersion: applied.at(-1)?.name ?? '', fingerprint: '', rows: {} };
}

function runAlone(database: Database, path: string, job: MigrationJob): Done {
  database.pragma('foreign_keys = OFF');
  database.exec('BEGIN IMMEDIATE');
  // Read again: another one may have migrated it between the first look and the lock.
  const applied = readHistory(database);
  const plan = planOf(job, applied);
  if (plan.steps.length === 0) return nothingDone(applied);
  if (job.snapshot) takeSnapshot(database, { name: job.database, path });
  try {
    const outcome = runSteps(database, plan, job.appliedAt);
    database.exec('COMMIT');
    if (job.snapshot) removeSnapshot(path);
    return { ...namesOf(plan), ...outcome, schemaVersion: versionAfter(applied, plan) };
  } catch (error) {
    // Closing the handle takes the transaction back; then the file is looked at, and the snapshot used if need be.
    database.close();
    if (job.snapshot) settleSnapshot(path);
    throw error;
  }
}

function runSteps(database: Database, { way, steps }: Plan, appliedAt: string): Pick<Done, 'rows' | 'fingerprint'> {
  const before = rowCounts(database);
  database.exec(CREATE_HISTORY);
  for (const step of steps) {
    const startedMs = performance.now();
    for (const sql of step[way]) run(database, sql);
    if (way === 'up') remember(database, step, appliedAt, Math.round(performance.now() - startedMs));
    else database.prepare(`DELETE FROM ${HISTORY_TABLE} WHERE name = ?`).run(step.name);
  }
  if (!database.inTransaction) throw new TransactionLostError();
  assertForeignKeys(database);
  assertIntact(database);
  const rows = rowCounts(database);
  assertUntouched(
    before,
    rows,
    steps.flatMap((step) => step[way]),
  );
  return { rows, fingerprint: schemaFingerprint(describeSqliteSchema(database)) };
}

function run(database: Database, sql: string): void {
  // SQLite may have undone everything by itself; what follows would then be saved statement by statement.
  if (!database.inTransaction) throw new TransactionLostError();
  const statement = database.prepare(assertAllowed(sql));
  if (statement.reader) statement.all();
  else statement.run();
}

function remember(database: Database, step: MigrationStep, appliedAt: string, durationMs: number): void {
  database
    .prepare(`INSERT INTO ${HISTORY_TABLE} (name, checksum, applied_at, duration_ms) VALUES (?, ?, ?, ?)`)
    .run(step.name, step.checksum, appliedAt, durationMs);
}

function readHistory(database: Database): AppliedMigration[] {
  try {
    return database.prepare<[], AppliedMigration>(READ_HISTORY).all();
  } catch (error) {
    return noneIfNeverMigrated(error);
  }
}

function planOf({ steps, keep }: MigrationJob, applied: readonly AppliedMigration[]): Plan {
  if (keep !== undefined) return { way: 'down', steps: migrationsAfter(steps, applied, keep) };
  return { way: 'up', steps: pendingMigrations(steps, applied) };
}

function versionAfter(applied: readonly AppliedMigration[], { way, steps }: Plan): string {
  if (way === 'down') return applied.at(-1 - steps.length)?.name ?? '';
  return steps.at(-1)?.name ?? applied.at(-1)?.name ?? '';
}

function namesOf({ way, steps }: Plan): Pick<MigrationJobResult, 'applied' | 'undone'> {
  const names = steps.map((step) => step.name);
  return { applied: way === 'up' ? names : [], undone: way === 'down' ? names : [] };
}
