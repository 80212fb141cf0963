import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Client } from 'pg';
import { openCells } from '../cells/open-cells.js';
import type { CellSecrets } from '../cells/cell-cipher.js';
import { CREATE_HISTORY, HISTORY_TABLE } from '../migration-history.js';
import { APPLICATION_ID } from '../sqlite/pragmas.js';
import { literal, quoted } from './postgres-names.js';
import { tableNames } from './table-rows.js';

/** Rows that are fetched, and written, in one turn. */
const ROWS_PER_FETCH = 500;

/** Triggers are about what people do to rows, not about copying them. */
/** Left to the end, in their order: they would refuse the rows to be exchanged. */
const TRIGGER = /^\s*(?:CREATE|DROP) TRIGGER\b/i;

export interface CopyTarget {
  /** Path of the new file. */
  readonly path: string;
  /** The statements that make the tables on SQLite. */
  readonly statements: readonly string[];
  /** Whose database it is. */
  readonly stamp: number;
  /** Tables whose rows are left out. */
  readonly without: readonly string[];
  /** What sensitive columns are encrypted with; the copy has them in plain text. */
  readonly cells: CellSecrets | undefined;
}

/**
 * Writes what the transaction of `client` sees into a new SQLite file, as SQLite would have kept it. It is not flushed: it
 * is not meant to outlive the process.
 * @throws the engines' own errors; nothing is left then.
 */
export async function copyToSqlite(
  client: Client,
  { path, statements, stamp, without, cells }: CopyTarget,
): Promise<void> {
  const file = new Database(path);
  try {
    file.exec('PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF;');
    file.pragma(`application_id = ${APPLICATION_ID}`);
    file.pragma(`user_version = ${stamp}`);
    const triggers = statements.filter((sql) => TRIGGER.test(sql));
    for (const sql of [CREATE_HISTORY, ...statements]) if (!TRIGGER.test(sql)) file.exec(sql);
    for (const table of [HISTORY_TABLE, ...(await tableNames(client))]) {
      file.exec(`DELETE FROM ${quoted(table)}`);
      if (!without.includes(table)) await copyTable(client, file, table);
    }
    openCells(file, cells);
    for (const sql of triggers) file.exec(sql);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    file.close();
  }
}

async function copyTable(client: Client, file: Database.Database, table: string): Promise<void> {
  const columns = await columnsOf(client, table);
  const chosen = columns.map(({ name, type }) => `${asSqlite(quoted(name), type)} AS ${quoted(name)}`);
  const names = columns.map(({ name }) => quoted(name));
  const insert = file.prepare(`INSERT INTO ${quoted(table)} (${names.join()}) VALUES (${names.map(() => '?').join()})`);
  const insertAll = file.transaction((rows: unknown[][]) => {
    for (const row of rows) insert.run(row);
  });
  await client.query(
    `DECLARE medadmin_copy NO SCROLL CURSOR FOR SELECT ${chosen.join()} FROM ${quoted(table)} ORDER BY 1`,
  );
  for (let isMore = true; isMore;) {
    const text = `FETCH ${ROWS_PER_FETCH} FROM medadmin_copy`;
    const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' });
    insertAll(rows);
    isMore = rows.length === ROWS_PER_FETCH;
  }
  await client.query('CLOSE medadmin_copy');
}

interface CopiedColumn {
  readonly name: string;
  readonly type: string;
}

async function columnsOf(client: Client, table: string): Promise<CopiedColumn[]> {
  const { rows } = await client.query<CopiedColumn>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
       WHERE attrelid = ${literal(table)}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
  );
  return rows;
}

/** An expression that gives a column's values as SQLite keeps them. */
function asSqlite(column: string, type: string): string {
  if (type === 'timestamp with time zone') return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')`;
  if (type === 'boolean') return `${column}::int`;
  return type === 'date' ? `${column}::text` : column;
}
