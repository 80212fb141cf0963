import type { DatabaseSnapshot, SnapshotRow } from '../../database/index.js';
import type { MovedTable, RowWriter } from './row-writer.js';
import { rowText } from './same-value.js';

const ROWS_AT_ONCE = 200;

/**
 * Does to a copy what was done to a table between two snapshots of it.
 * @param table one whose rows come in the order of a number.
 * @param before what the copy has.
 */
export async function writeDifferences(
  writer: RowWriter,
  table: MovedTable,
  before: DatabaseSnapshot,
  after: DatabaseSnapshot,
): Promise<void> {
  const place = table.from.columns.indexOf(table.numbered ?? '');
  const keyOf = (row: SnapshotRow | undefined): number => (row === undefined ? Infinity : Number(row[place]));
  const [old, now] = [rowsOf(before, table), rowsOf(after, table)];
  let [was, is] = [await next(old), await next(now)];
  let added: SnapshotRow[] = [];
  const add = async (): Promise<void> => {
    if (added.length > 0) await writer.insert(table.from, table.columns, added);
    added = [];
  };
  while (was !== undefined || is !== undefined) {
    const [wasKey, isKey] = [keyOf(was), keyOf(is)];
    if (is !== undefined && isKey < wasKey) added.push(is);
    else if (wasKey < isKey) await writer.remove(table, wasKey);
    else if (is !== undefined && was !== undefined && isChanged(table, was, is)) await writer.update(table, is);
    if (added.length >= ROWS_AT_ONCE) await add();
    if (wasKey <= isKey) was = await next(old);
    if (isKey <= wasKey) is = await next(now);
  }
  await add();
}

function isChanged({ columns }: MovedTable, was: SnapshotRow, is: SnapshotRow): boolean {
  return rowText(columns, was) !== rowText(columns, is);
}

async function* rowsOf(snapshot: DatabaseSnapshot, { from }: MovedTable): AsyncGenerator<SnapshotRow, void> {
  for await (const rows of snapshot.portions(from)) yield* rows;
}

async function next(rows: AsyncGenerator<SnapshotRow, void>): Promise<SnapshotRow | undefined> {
  const result = await rows.next();
  return result.done ? undefined : result.value;
}
