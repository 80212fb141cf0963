import type { Database } from 'better-sqlite3';
import { ForeignKeyCheckError, IntegrityCheckError } from '../database.errors.js';
import { HISTORY_TABLE } from '../migration-history.js';
import type { RowCounts } from '../row-counts.js';

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

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
