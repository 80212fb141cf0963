import { isNamedIn } from '../row-counts.js';
import type { CellPlace } from './cell-cipher.js';
import { CellsMovedError } from './cells.errors.js';

/** How many encrypted texts of a column cannot be opened there. */
export interface UnreadableCells extends CellPlace {
  readonly count: number;
}

/** Of all columns, those that the statements may have changed: they name the table. */
export function columnsNamed(columns: readonly CellPlace[], statements: readonly string[]): CellPlace[] {
  const text = statements.join('\n');
  const tables = new Map(columns.map(({ table }) => [table, isNamedIn(text, table)]));
  return columns.filter(({ table }) => tables.get(table));
}

/**
 * A migration must not make texts unreadable, whatever its statements were. What could not be opened before it is no reason
 * to keep a company from being migrated.
 * @throws CellsMovedError
 */
export function assertStillReadable(before: readonly UnreadableCells[], after: readonly UnreadableCells[]): void {
  const worst = after.reduce<UnreadableCells | undefined>(
    (most, each) => (each.count > (most?.count ?? 0) ? each : most),
    undefined,
  );
  const more = total(after) - total(before);
  if (worst !== undefined && more > 0) throw new CellsMovedError(worst.table, worst.column, more);
}

function total(cells: readonly UnreadableCells[]): number {
  return cells.reduce((sum, { count }) => sum + count, 0);
}
