import type { Client } from 'pg';
import { CREATE_HISTORY, HISTORY_TABLE, noneIfNeverMigrated, READ_HISTORY } from '../migration-history.js';
import { transfersOf } from '../cells/cell-moves.js';
import type { AppliedMigration } from '../migration-history.js';
import type { MigrationJob, MigrationJobResult, MigrationStep } from '../migration-job.js';
import { namesOf, nothingDone, planOf, versionAfter } from '../migration-plan.js';
import type { MigrationPlan } from '../migration-plan.js';
import { assertUntouched } from '../row-counts.js';
import { describePostgresSchema, schemaFingerprint } from '../schema/index.js';
import { codeOf } from './postgres-errors.js';
import { grantRows } from './rights.js';
import { ServerCells } from './server-cells.js';
import { rowCounts } from './table-rows.js';
import { inSchemaTransaction } from './transactions.js';

type Done = Omit<MigrationJobResult, 'durationMs'>;

/**
 * Migrates the database that `client` is connected to, in one transaction: PostgreSQL undoes schema changes as it undoes
 * rows, so there is no copy to go back to.
 * @param role who serves the database, and may use what the migrations made; undefined: nobody does.
 * @param waitMs longest wait for others, in milliseconds.
 * @throws see MigrationExecutor.
 */
export async function migrateDatabase(
  client: Client,
  job: MigrationJob,
  role: string | undefined,
  waitMs: number,
): Promise<MigrationJobResult> {
  const startedMs = performance.now();
  const done = await inSchemaTransaction(client, waitMs, () => run(client, job, role));
  return { ...done, durationMs: performance.now() - startedMs };
}

async function run(client: Client, job: MigrationJob, role: string | undefined): Promise<Done> {
  const applied = await readHistory(client);
  const plan = planOf(job, applied);
  if (plan.steps.length === 0) return nothingDone(applied);
  const before = await rowCounts(client);
  if (applied.length === 0) await client.query(CREATE_HISTORY);
  const statements = plan.steps.flatMap((step) => step[plan.way]);
  const cells = await ServerCells.of(client, job.cells, statements);
  for (const step of plan.steps) {
    await runStep(client, plan, step, job.appliedAt);
    await cells.move(transfersOf(step.moved, plan.way));
  }
  // What is checked at the commit otherwise, when it is too late to say which migration it was.
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  const rows = await rowCounts(client);
  assertUntouched(before, rows, statements);
  await cells.assertReadable();
  if (role !== undefined) await grantRows(client, role);
  const schema = await describePostgresSchema(async (sql) => (await client.query<object>(sql)).rows);
  const fingerprint = schemaFingerprint(schema);
  return { ...namesOf(plan), rows, fingerprint, schemaVersion: versionAfter(applied, plan) };
}

async function runStep(client: Client, { way }: MigrationPlan, step: MigrationStep, appliedAt: string): Promise<void> {
  const startedMs = performance.now();
  for (const sql of step[way]) await client.query(sql);
  const durationMs = Math.round(performance.now() - startedMs);
  if (way === 'down') await client.query(`DELETE FROM ${HISTORY_TABLE} WHERE name = $1`, [step.name]);
  else {
    await client.query(
      `INSERT INTO ${HISTORY_TABLE} (name, checksum, applied_at, duration_ms) VALUES ($1, $2, $3, $4)`,
      [step.name, step.checksum, appliedAt, durationMs],
    );
  }
}

/** A savepoint, because a failed statement would end the transaction. */
export async function readHistory(client: Client): Promise<AppliedMigration[]> {
  await client.query('SAVEPOINT history');
  try {
    const { rows } = await client.query<AppliedMigration>(READ_HISTORY);
    return rows;
  } catch (error) {
    if (codeOf(error) === '42P01') await client.query('ROLLBACK TO SAVEPOINT history');
    return noneIfNeverMigrated(error);
  }
}
