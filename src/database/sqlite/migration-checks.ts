import type { Database } from 'better-sqlite3';
import { ForeignKeyCheckError, IntegrityCheckError, RowCountError } from '../database.errors.js';
import { HISTORY_TABLE } from '../migration-history.js';

export type RowCounts = Readonly<Record<string, number>>;

/** Rows of every table but SQLite's own and the history. */
export function rowCounts(database: Database): RowCounts {
  const tables = database
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .pluck()
    .all()
    .filter((table) => table !== HISTORY_TABLE);
  if (tables.length === 0) return {};
  const counts = tables.map((table) => `(SELECT count(*) FROM ${quoted(table)}) AS ${quoted(table)}`);
  return database.prepare<[], Record<string, number>>(`SELECT ${counts.join(', ')}`).get()!;
}

/**
 * Tables that no statement names have the rows that they had.
 * @throws RowCountError
 */
export function assertUntouched(before: RowCounts, after: RowCounts, statements: readonly string[]): void {
  const text = statements.join('\n');
  for (const [table, rows] of Object.entries(before)) {
    if (after[table] !== rows && !names(text, table)) throw new RowCountError(table, rows, after[table] ?? 0);
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

function names(text: string, table: string): boolean {
  return new RegExp(`(?<![\\w$])${table.replaceAll('$', '\\$')}(?![\\w$])`, 'i').test(text);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
