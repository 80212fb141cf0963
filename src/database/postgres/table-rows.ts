import type { Client } from 'pg';
import { HISTORY_TABLE } from '../migration-history.js';
import type { RowCounts } from '../row-counts.js';
import { literal, quoted } from './postgres-names.js';

/** Tables of the current schema but the history of migrations, by name. */
export async function tableNames(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
       AND relname <> ${literal(HISTORY_TABLE)} ORDER BY relname`,
  );
  return rows.map(({ name }) => name);
}

export async function rowCounts(client: Client): Promise<RowCounts> {
  const tables = await tableNames(client);
  if (tables.length === 0) return {};
  const counts = tables.map((table) => `(SELECT count(*) FROM ${quoted(table)}) AS ${quoted(table)}`);
  const { rows } = await client.query<Record<string, number>>(`SELECT ${counts.join(', ')}`);
  return rows[0] ?? {};
}
