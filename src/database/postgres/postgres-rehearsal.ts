import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { Client } from 'pg';
import type { CompanyCells } from '../cells/company-cells.js';
import type { DatabaseName } from '../database-engine.js';
import type { MigrationJob, MigrationJobResult } from '../migration-job.js';
import { Rehearsal } from '../rehearsal.js';
import { readHistory, migrateDatabase } from './migrate-database.js';
import { moveNumbersOn } from './next-numbers.js';
import { runner } from './postgres-access.js';
import type { PostgresAccess } from './postgres-access.js';
import type { PostgresDatabases } from './postgres-databases.js';
import { quoted } from './postgres-names.js';
import { tableNames } from './table-rows.js';
import { inTransaction, READING } from './transactions.js';

const TAG_LENGTH = 10;
const ROWS_PER_FETCH = 500;
/** Nobody else knows of a copy. */
const WAIT_MS = 1_000;

/** Copies of databases on the same server, made row by row: whoever uses the original notices nothing. */
export class PostgresRehearsal extends Rehearsal {
  /** One copy at a time: each takes two of the few connections of those who make databases. */
  private readonly oneAtATime = pLimit(1);
  private copies = 0;

  constructor(
    private readonly access: PostgresAccess,
    private readonly databases: PostgresDatabases,
    private readonly cells: CompanyCells,
  ) {
    super();
  }

  override read(name: DatabaseName, sql: string, stamp?: number): Promise<unknown[]> {
    return this.access.read(name, stamp, sql);
  }

  override run(job: MigrationJob): Promise<MigrationJobResult> {
    return this.oneAtATime(async () => {
      this.copies += 1;
      const copy: DatabaseName = `template_rehearsal${tagOf(job.database)}x${process.pid.toString(36)}x${this.copies.toString(36)}`;
      try {
        await this.databases.create(copy);
        return await this.access.asAdmin(copy, undefined, async (target) => {
          await this.access.asAdmin(job.database, job.stamp, (source) => copyInto(source, target, job));
          const cells = await this.cells.everySecretOf(job.stamp);
          return migrateDatabase(target, { ...job, cells }, undefined, WAIT_MS);
        });
      } finally {
        await this.databases.drop(copy);
      }
    });
  }

  override async end(): Promise<void> {
    await this.oneAtATime(() => Promise.resolve());
  }
}

/** Removes the copies of a database, whoever made them. */
export async function removeRehearsals(databases: PostgresDatabases, name: DatabaseName): Promise<void> {
  const beginning = `template_rehearsal${tagOf(name)}x`;
  for (const copy of await databases.list('template')) if (copy.startsWith(beginning)) await databases.drop(copy);
}

/** Tells whose copy it is, in the few characters that a name has left. */
function tagOf(name: DatabaseName): string {
  return createHash('sha256').update(name).digest('hex').slice(0, TAG_LENGTH);
}

/** Makes the tables by the migrations that the original has had, and puts its rows into them. */
async function copyInto(source: Client, target: Client, job: MigrationJob): Promise<void> {
  await inTransaction(source, READING, async () => {
    const applied = new Set((await readHistory(source)).map(({ name }) => name));
    const steps = job.steps.filter(({ name }) => applied.has(name));
    const { steps: _all, keep: _keep, ...rest } = job;
    await migrateDatabase(target, { ...rest, steps }, undefined, WAIT_MS);
    const addKeys = await dropForeignKeys(target);
    for (const table of await tableNames(source)) await copyRows(source, target, table);
    for (const sql of addKeys) await target.query(sql);
  });
}

/** Tables are filled in the order of their names. @returns the statements that put the keys back. */
async function dropForeignKeys(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS "table", conname AS name, pg_get_constraintdef(oid) AS definition
       FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`,
  );
  for (const { table, name } of rows) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`);
  return rows.map(({ table, name, definition }) => `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`);
}

async function copyRows(source: Client, target: Client, table: string): Promise<void> {
  const name = quoted(table);
  await target.query(`ALTER TABLE ${name} DISABLE TRIGGER USER; DELETE FROM ${name}`);
  await source.query(`DECLARE medadmin_copy NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS row FROM ${name} t`);
  for (let isMore = true; isMore;) {
    const { rows } = await source.query<{ row: string }>(`FETCH ${ROWS_PER_FETCH} FROM medadmin_copy`);
    const all = `[${rows.map(({ row }) => row).join()}]`;
    await target.query(
      `INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::${name}, $1::jsonb)`,
      [all],
    );
    isMore = rows.length === ROWS_PER_FETCH;
  }
  await source.query('CLOSE medadmin_copy');
  await target.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
  await moveNumbersOn(runner(target), table);
}
