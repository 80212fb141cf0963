import type { Database } from 'better-sqlite3';
import { ForeignKeyCheckError, IntegrityCheckError } from '../database.errors.js';
import type { RowCounts } from '../row-counts.js';
import { schemaOf } from './schema-fingerprints.js';

/** Rows of every table but SQLite's own and the history. */
export function rowCounts(database: Database, { tables, countRows } = schemaOf(database)): RowCounts {
  if (countRows === undefined) return {};
  const counts = database.prepare<[], [number, number]>(countRows).raw().all();
  return Object.fromEntries(counts.map(([index, rows]) => [tables[index]!, rows]));
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
