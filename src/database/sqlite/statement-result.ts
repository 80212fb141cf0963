import type { Statement } from 'better-sqlite3';

/** What a statement gave: rows of a reading one (or of RETURNING), changes and row id of a writing one. */
export type StatementResult =
  { readonly rows: unknown[] } | { readonly changes: number; readonly lastInsertRowid: number | bigint };

/** Runs a prepared statement to its end, in one synchronous call. */
export function execute(statement: Statement, parameters: readonly unknown[]): StatementResult {
  return statement.reader ? { rows: statement.all(...parameters) } : statement.run(...parameters);
}
