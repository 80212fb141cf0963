import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { SchemaDescription } from '../schema/index.js';
import { describePostgresSchema } from '../schema/index.js';
import { quoted } from './postgres-names.js';
import { tableNames } from './table-rows.js';

/** What statements make of nothing. */
export interface MadeContent {
  readonly schema: SchemaDescription;
  /** All rows by table, as JSON. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

/** The content of the schema that `client` is in. */
export async function contentOf(client: Client): Promise<MadeContent> {
  const schema = await describePostgresSchema(async (sql) => (await client.query<object>(sql)).rows);
  const rows: Record<string, readonly string[]> = {};
  for (const table of await tableNames(client)) {
    const found = await client.query<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM ${quoted(table)} t ORDER BY 1`,
    );
    rows[table] = found.rows.map(({ row }) => row);
  }
  return { schema, rows };
}

/**
 * What statements make in an empty schema, in a transaction that is rolled back: nothing is left of it, and the server
 * need not make a database.
 * @throws PostgreSQL's own errors.
 */
export async function madeBy(client: Client, statements: readonly string[]): Promise<MadeContent> {
  const scratch = quoted(`scratch_${randomUUID()}`);
  await client.query(`BEGIN; CREATE SCHEMA ${scratch}; SET LOCAL search_path = ${scratch}, public`);
  try {
    for (const sql of statements) await client.query(sql);
    return await contentOf(client);
  } finally {
    await client.query('ROLLBACK');
  }
}
