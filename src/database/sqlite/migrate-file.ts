import type { Database } from 'better-sqlite3';
import { TransactionLostError } from '../database.errors.js';
import { CREATE_HISTORY, HISTORY_TABLE, noneIfNeverMigrated, READ_HISTORY } from '../migration-history.js';
import { transfersOf } from '../cells/cell-moves.js';
import type { AppliedMigration } from '../migration-history.js';
import type { MigrationJob, MigrationJobResult, MigrationStep } from '../migration-job.js';
import { namesOf, nothingDone, planOf, versionAfter } from '../migration-plan.js';
import type { MigrationPlan } from '../migration-plan.js';
import { assertUntouched } from '../row-counts.js';
import { closeFlushing, spareFlushes } from './brief-commits.js';
import type { FileKey } from './cipher/open-handle.js';
import { FileCells } from './file-cells.js';
import { flushLogNow } from './flush-now.js';
import { assertForeignKeys, assertIntact, rowCounts } from './migration-checks.js';
import { openBriefly, openForSchema } from './open-database.js';
import type { SqliteLocation } from './open-database.js';
import { PreMigrationCopy } from './pre-migration-copy.js';
import { fingerprintOf, schemaOf } from './schema-fingerprints.js';
import { assertAllowed } from './statement-policy.js';

type Done = Omit<MigrationJobResult, 'durationMs'>;

/**
 * Migrates one database file, on a handle of its own and in one synchronous transaction; one that has all stays as it is.
 * Needs neither Nest nor TypeORM, so that a worker thread is small.
 *
 * SQLite rebuilds a table by dropping and renaming it, and with foreign keys enforced the drop deletes the children's
 * rows. They can only be switched off outside a transaction and per handle, so the handle is thrown away afterwards:
 * a failed migration cannot leave them off for anybody else. They are checked before the commit instead.
 * @param path of a file that must exist.
 * @param key what it is encrypted with, if it is.
 * @throws see MigrationExecutor; SQLite's own busy error when somebody else writes.
 */
export function migrateFile(path: string, job: MigrationJob, key?: FileKey): MigrationJobResult {
  const startedMs = performance.now();
  const location = { name: job.database, path, stamp: job.stamp, key };
  const copy = new PreMigrationCopy(location);
  try {
    const done = runOn(location, job, copy);
    if (done.fingerprint !== '') {
      flushLogNow(path);
      copy.remove();
    }
    return { ...done, durationMs: performance.now() - startedMs };
  } catch (error) {
    // The transaction was taken back when the handle was closed; if the storage kept SQLite from that, there is the copy.
    copy.settle();
    throw error;
  }
}

/** Does it on a handle of its own, whose closing takes back a transaction that is still open. */
function runOn(location: SqliteLocation, job: MigrationJob, copy: PreMigrationCopy): Done {
  // What copies it by another handle could not open it.
  const isShared = job.snapshot && !copy.isInMemory;
  const database = isShared ? openBriefly(location, 'schema') : openForSchema(location);
  try {
    spareFlushes(database, location.path);
    return runAlone(database, job, copy);
  } finally {
    closeFlushing(database);
  }
}

function runAlone(database: Database, job: MigrationJob, copy: PreMigrationCopy): Done {
  database.exec('BEGIN IMMEDIATE');
  const applied = readHistory(database);
  const plan = planOf(job, applied);
  if (plan.steps.length === 0) {
    copy.removeLeft();
    return nothingDone(applied);
  }
  if (job.snapshot) copy.take(database);
  const outcome = runSteps(database, plan, job, applied.length === 0);
  database.exec('COMMIT');
  return { ...namesOf(plan), ...outcome, schemaVersion: versionAfter(applied, plan) };
}

/** @param isNew whether there may be no history yet. */
function runSteps(
  database: Database,
  { way, steps }: MigrationPlan,
  { appliedAt, cells: secrets }: MigrationJob,
  isNew: boolean,
): Pick<Done, 'rows' | 'fingerprint'> {
  const before = rowCounts(database);
  const statements = steps.flatMap((step) => step[way]);
  const cells = new FileCells(database, secrets, statements);
  if (isNew) database.exec(CREATE_HISTORY);
  for (const step of steps) {
    const startedMs = performance.now();
    for (const sql of step[way]) run(database, sql);
    cells.move(transfersOf(step.moved, way));
    if (way === 'up') remember(database, step, appliedAt, Math.round(performance.now() - startedMs));
    else database.prepare(`DELETE FROM ${HISTORY_TABLE} WHERE name = ?`).run(step.name);
  }
  if (!database.inTransaction) throw new TransactionLostError();
  assertForeignKeys(database);
  assertIntact(database);
  const schema = schemaOf(database);
  const rows = rowCounts(database, schema);
  assertUntouched(before, rows, statements);
  cells.assertReadable();
  return { rows, fingerprint: fingerprintOf(database, schema) };
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
