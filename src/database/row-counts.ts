import { RowCountError } from './database.errors.js';

/** Rows by table. */
export type RowCounts = Readonly<Record<string, number>>;

/**
 * Tables that no statement names have the rows that they had.
 * @throws RowCountError
 */
export function assertUntouched(before: RowCounts, after: RowCounts, statements: readonly string[]): void {
  const text = statements.join('\n');
  for (const [table, rows] of Object.entries(before)) {
    if (after[table] !== rows && !isNamedIn(text, table)) throw new RowCountError(table, rows, after[table] ?? 0);
  }
}

/** Whether SQL names a table. */
export function isNamedIn(text: string, table: string): boolean {
  return new RegExp(`(?<![\\w$])${table.replaceAll('$', '\\$')}(?![\\w$])`, 'i').test(text);
}
