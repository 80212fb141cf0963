import type { Client } from 'pg';
import type { EntityManager } from 'typeorm';
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

const USED_BYTES = `SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint AS bytes FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;

/**
 * What the tables take up, with their indexes, without what every database of the server has. What deleted rows left
 * counts until it is given back (VACUUM FULL): the server does not tell how much of it there is.
 */
export async function usedBytes(manager: EntityManager): Promise<number> {
  const [row] = await manager.query<{ bytes: number }[]>(USED_BYTES);
  return row?.bytes ?? 0;
}
