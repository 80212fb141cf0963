import type { Database } from 'better-sqlite3';
import { TransactionLostError } from '../database.errors.js';
import { CREATE_HISTORY, HISTORY_TABLE, noneIfNeverMigrated, READ_HISTORY } from '../migration-history.js';
import { transfersOf } from '../cells/cell-moves.js';
import type { AppliedMigration } from '../migration-history.js';
import type { MigrationJob, MigrationJobResult, MigrationStep } from '../migration-job.js';
import { namesOf, nothingDone, planOf, versionAfter } from '../migration-plan.js';
import type { MigrationPlan } from '../migration-plan.js';
import { assertUntouched } from '../row-counts.js';
import { FileCells } from './file-cells.js';
import { assertForeignKeys, assertIntact, rowCounts } from './migration-checks.js';
import type { PreMigrationCopy } from './pre-migration-copy.js';
import { fingerprintOf, schemaOf } from './schema-fingerprints.js';
import { assertAllowed } from './statement-policy.js';

/** A history as one text, which two of them have only if they are the same. */
const HISTORY_TEXT = `SELECT group_concat(json_array(name, checksum), char(10) ORDER BY name) FROM ${HISTORY_TABLE}`;

/** What was done, and committed. */
export type MigrationDone = Omit<MigrationJobResult, 'durationMs'>;

/**
 * Does what is to be done in one transaction, and commits it; with nothing to do it leaves the transaction open.
 * @param database at which nobody else writes, with foreign keys off: see FileMigration.
 * @throws what migrateFile throws but what opening throws.
 */
export function runMigration(database: Database, job: MigrationJob, copy: PreMigrationCopy): MigrationDone {
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
): Pick<MigrationDone, 'rows' | 'fingerprint'> {
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

/** The history read last. Nearly all databases have that of the one before, and its rows are made once. */
let usual: { readonly text: string; readonly applied: readonly AppliedMigration[] } | undefined;

function readHistory(database: Database): readonly AppliedMigration[] {
  try {
    const text = database.prepare<[], string | null>(HISTORY_TEXT).pluck().get() ?? '';
    if (text !== usual?.text) {
      usual = { text, applied: database.prepare<[], AppliedMigration>(READ_HISTORY).all() };
    }
    return usual.applied;
  } catch (error) {
    return noneIfNeverMigrated(error);
  }
}
