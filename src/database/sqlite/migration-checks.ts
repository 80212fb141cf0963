import type { Database } from 'better-sqlite3';
import { ForeignKeyCheckError, IntegrityCheckError } from '../database.errors.js';
import type { RowCounts } from '../row-counts.js';
import { schemaOf } from './schema-fingerprints.js';
import type { KnownSchema } from './schema-fingerprints.js';

/** Whose rows were counted last. Nearly all databases have the tables of the one before, and to ask for them takes as long. */
let usual: KnownSchema | undefined;

/**
 * Rows of every table but SQLite's own and the history.
 * @param schema of the database, if it is known.
 */
export function rowCounts(database: Database, schema?: KnownSchema): RowCounts {
  if (schema !== undefined) return countedBy(database, schema);
  const asUsual = usual && withoutTable(namedAndCounted, database, usual);
  if (asUsual !== undefined && asUsual.names === usual?.names) return asUsual.rows;
  usual = schemaOf(database);
  return countedBy(database, usual);
}

function countedBy(database: Database, { tables, countRows }: KnownSchema): RowCounts {
  if (countRows === undefined) return {};
  return rowsOf(tables, database.prepare<[], number[]>(countRows).raw().get()!);
}

/** The names of all tables that there are, and the rows of those that are known. */
function namedAndCounted(
  database: Database,
  { tables, namesAndRows }: KnownSchema,
): { names: string | null; rows: RowCounts } {
  const [names, ...rows] = database.prepare<[], [string | null, ...number[]]>(namesAndRows).raw().get()!;
  return { names, rows: rowsOf(tables, rows) };
}

function rowsOf(tables: readonly string[], counts: readonly number[]): RowCounts {
  return Object.fromEntries(tables.map((table, index) => [table, counts[index]!]));
}

/** Undefined when one of the tables is missing. */
function withoutTable<Args extends unknown[], T>(ask: (...args: Args) => T, ...args: Args): T | undefined {
  try {
    return ask(...args);
  } catch (error) {
    if (String((error as { message?: unknown }).message).startsWith('no such table: ')) return undefined;
    throw error;
  }
}

/** @throws ForeignKeyCheckError */
export function assertForeignKeys(database: Database): void {
  const broken = database.pragma('foreign_key_check') as { table: string }[];
  const table = broken[0]?.table;
  if (table !== undefined) throw new ForeignKeyCheckError(table, broken.length);
}

/** @throws IntegrityCheckError */
export function assertIntact(database: Database): void {
  const findings = database.pragma('integrity_check') as { integrity_check: string }[];
  if (findings[0]?.integrity_check !== 'ok') throw new IntegrityCheckError(findings.length);
}
