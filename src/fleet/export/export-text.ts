import { withoutFormula } from '../../common/index.js';
import type { DatabaseSnapshot, SnapshotRow, SnapshotTable, SnapshotValue } from '../../database/index.js';

const NEEDS_QUOTES = /[",\r\n]/;

/**
 * A table as CSV (RFC 4180): a line of column names, then a line per row. Nothing and an empty text look the same, and what a
 * spreadsheet would compute has an apostrophe before it: the other files of an export have it as it is.
 * @param count is told how many rows each portion had.
 */
export async function* csvOf(
  snapshot: DatabaseSnapshot,
  table: SnapshotTable,
  count: (rows: number) => void,
): AsyncGenerator<Buffer> {
  yield Buffer.from(`${table.columns.map(cell).join()}\r\n`);
  for await (const rows of snapshot.portions(table)) {
    count(rows.length);
    yield Buffer.from(rows.map((row) => `${row.map(cell).join()}\r\n`).join(''));
  }
}

/** All tables as one JSON object of arrays of objects. */
export async function* jsonOf(snapshot: DatabaseSnapshot, tables: readonly SnapshotTable[]): AsyncGenerator<Buffer> {
  for (const [index, table] of tables.entries()) {
    yield Buffer.from(`${index === 0 ? '{' : ',\n'}${JSON.stringify(table.name)}: [`);
    let separator = '\n';
    for await (const rows of snapshot.portions(table)) {
      if (rows.length === 0) continue;
      yield Buffer.from(separator + rows.map((row) => objectOf(table, row)).join(',\n'));
      separator = ',\n';
    }
    yield Buffer.from(']');
  }
  yield Buffer.from(tables.length === 0 ? '{}\n' : '}\n');
}

function cell(value: SnapshotValue): string {
  const text = value === null ? '' : Buffer.isBuffer(value) ? value.toString('base64') : withoutFormula(String(value));
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function objectOf({ columns }: SnapshotTable, row: SnapshotRow): string {
  return JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, jsonValue(row[index] ?? null)])));
}

function jsonValue(value: SnapshotValue): string | number | null {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  return typeof value === 'bigint' ? Number(value) : value;
}
