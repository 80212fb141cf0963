import type { Client } from 'pg';
import type { DatabaseInspection } from '../inspection.js';
import { describePostgresSchema } from '../schema/index.js';
import type { SchemaDescription } from '../schema/index.js';
import { readHistory } from './migrate-database.js';
import { codeOf } from './postgres-errors.js';
import { quoted } from './postgres-names.js';
import { inTransaction, READING } from './transactions.js';

const INVALID_INDEXES = `SELECT i.relname AS name FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
  WHERE i.relnamespace = current_schema()::regnamespace AND NOT (x.indisvalid AND x.indisready) ORDER BY 1`;

/** Looks at all of the database that `client` is connected to. Reading every row has the server check every page of it. */
export function inspectDatabase(client: Client): Promise<DatabaseInspection> {
  return inTransaction(client, READING, async () => {
    const history = await readHistory(client);
    const schema = await describePostgresSchema(async (sql) => (await client.query<object>(sql)).rows);
    const invalid = await client.query<{ name: string }>(INVALID_INDEXES);
    const damagedIndexes = invalid.rows.map(({ name }) => name);
    const damagedTables = await damagesOf(client, schema);
    const orphans = damagedTables.length > 0 ? {} : await orphansOf(client, schema);
    const damages = [...damagedTables, ...damagedIndexes.map((name) => `index ${name} is not valid`)];
    return { history, schema, damages, damagedIndexes, orphans, leftovers: [] };
  });
}

async function damagesOf(client: Client, schema: SchemaDescription): Promise<string[]> {
  const damages: string[] = [];
  for (const { name } of schema) {
    await client.query('SAVEPOINT look');
    try {
      await client.query(`SELECT count(t::text) FROM ${quoted(name)} t`);
    } catch (error) {
      if (!codeOf(error).startsWith('XX')) throw error;
      damages.push(`table ${name} cannot be read (${codeOf(error)})`);
      await client.query('ROLLBACK TO SAVEPOINT look');
    }
  }
  return damages;
}

/** The server enforces foreign keys, but not while they are switched off, as some tools do. */
async function orphansOf(client: Client, schema: SchemaDescription): Promise<Record<string, number>> {
  const orphans: Record<string, number> = {};
  for (const { name, foreignKeys } of schema) {
    for (const { columns, table, references } of foreignKeys) {
      const pairs = columns.map((column, index) => `p.${quoted(references[index] ?? '')} = c.${quoted(column)}`);
      const present = columns.map((column) => `c.${quoted(column)} IS NOT NULL`);
      const { rows } = await client.query<{ rows: number }>(
        `SELECT count(*) AS rows FROM ${quoted(name)} c WHERE ${present.join(' AND ')}
           AND NOT EXISTS (SELECT FROM ${quoted(table)} p WHERE ${pairs.join(' AND ')})`,
      );
      const found = rows[0]?.rows ?? 0;
      if (found > 0) orphans[name] = (orphans[name] ?? 0) + found;
    }
  }
  return orphans;
}
