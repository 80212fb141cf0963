import { saveFile } from './save-file.js';
import type { ListPage } from './table/list-query.js';

/** What a spreadsheet would compute; with an apostrophe before it, which importing takes away again, it stays a text. */
const FORMULA = /^'*(?:[=@\t\r]|[+-](?![\d ()./-]*$))/;
const NEEDS_QUOTES = /[",\r\n]/;

/** A file that can be taken in again: a line of column names, then one for each row (RFC 4180). */
export function csvOf<Row>(columns: readonly (keyof Row & string)[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => cellOf(row[column])).join());
  return [columns.join(), ...lines, ''].join('\r\n');
}

function cellOf(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Saves all pages of a list as a file on the reader's computer. @param pageOf pages count from 1. */
export async function saveList<Row>(
  fileName: string,
  columns: readonly (keyof Row & string)[],
  pageOf: (page: number) => Promise<ListPage<Row>>,
): Promise<void> {
  const rows: Row[] = [];
  for (let page = 1; ; page += 1) {
    const { items, total } = await pageOf(page);
    rows.push(...items);
    if (items.length === 0 || rows.length >= total) break;
  }
  saveFile(new Blob([csvOf(columns, rows)], { type: 'text/csv' }), fileName);
}
