import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { closedColumnsOf } from './closed-columns.js';
import type { PageOptions } from './find-page.js';
import { writeStatements } from './list-statements.js';
import type { Order } from './list-statements.js';
import type { PageQuery } from './page.js';
import { wordsOf } from './text-match.js';

/** Rows that are opened in one turn of the event loop: some two milliseconds. */
const ROWS_PER_TURN = 200;

/** By property: gives what was written of what the database has. */
export type ClosedFields = ReadonlyMap<string, (value: unknown) => unknown>;

/** Those fields of an entity that the database has encrypted; undefined when there are none. */
export function closedFields<T extends ObjectLiteral>(repository: Repository<T>): ClosedFields | undefined {
  const closed = closedColumnsOf(repository.manager.dataSource);
  const columns = closed && repository.metadata.columns.filter((column) => closed.isClosed(column));
  if (closed === undefined || columns === undefined || columns.length === 0) return undefined;
  const opener = (column: ColumnMetadata) => (value: unknown) => closed.open(column, value);
  return new Map(columns.map((column) => [column.propertyName, opener(column)]));
}

/**
 * A page of a list that is searched in, or sorted by, encrypted fields. The database cannot compare them: of all entries that
 * the filters leave, the fields concerned are read and opened here, which takes some ten microseconds an entry; others have
 * their turns meanwhile.
 */
export async function readOpened<T extends ObjectLiteral>(
  repository: Repository<T>,
  closed: ClosedFields,
  query: PageQuery,
  options: PageOptions<T>,
  order: Order,
): Promise<{ rows: ObjectLiteral[]; total: number }> {
  const words = wordsOf(query.q ?? '').map((word) => word.toLowerCase());
  const found: ObjectLiteral[] = [];
  const rows = await readFields(repository, query, options, order);
  for (const [index, row] of rows.entries()) {
    for (const [field, open] of closed) if (field in row) row[field] = open(row[field]);
    if (hasWords(row, options.searchable, words)) found.push(row);
    if (index % ROWS_PER_TURN === ROWS_PER_TURN - 1) await nextTurn();
  }
  // The database has them in order already, unless it cannot tell it.
  if (order.some(([field]) => closed.has(field))) found.sort(inOrder(order));
  const start = (query.page - 1) * query.pageSize;
  const ids = found.slice(start, start + query.pageSize).map((row) => row.id as number);
  return { rows: await entriesOf(repository, ids), total: found.length };
}

/** What is to be searched in and sorted by, of all entries that the filters leave. */
async function readFields<T extends ObjectLiteral>(
  repository: Repository<T>,
  query: PageQuery,
  options: PageOptions<T>,
  order: Order,
): Promise<ObjectLiteral[]> {
  const entries = repository.createQueryBuilder('entry');
  options.filter?.(entries);
  entries.select([]);
  const fields = new Set([...order.map(([field]) => field), ...(query.q ? options.searchable : [])]);
  for (const field of fields) entries.addSelect(`entry.${field}`, field);
  for (const [field, direction] of order) entries.addOrderBy(`entry.${field}`, direction);
  const [sql, parameters] = entries.getQueryAndParameters();
  return repository.query<ObjectLiteral[]>(sql, parameters);
}

/** Entries by their numbers, in that order. */
async function entriesOf<T extends ObjectLiteral>(
  repository: Repository<T>,
  ids: readonly number[],
): Promise<ObjectLiteral[]> {
  if (ids.length === 0) return [];
  const chosen: SelectQueryBuilder<T> = repository.createQueryBuilder('entry').where('entry.id IN (:...ids)', { ids });
  const [sql, parameters] = writeStatements(chosen, []).entries;
  const rows = await repository.query<ObjectLiteral[]>(sql, [...parameters, ids.length, 0]);
  const byId = new Map(rows.map((row) => [row.id as number, row]));
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined);
}

function hasWords(row: ObjectLiteral, fields: readonly string[], words: readonly string[]): boolean {
  const texts = fields.map((field) => (typeof row[field] === 'string' ? row[field].toLowerCase() : ''));
  return words.every((word) => texts.some((text) => text.includes(word)));
}

/** As SQLite sorts: nothing comes first, texts by their code points. */
function inOrder(order: Order): (one: ObjectLiteral, other: ObjectLiteral) => number {
  return (one, other) => {
    for (const [field, direction] of order) {
      const compared = compare(one[field], other[field]);
      if (compared !== 0) return direction === 'ASC' ? compared : -compared;
    }
    return 0;
  };
}

function compare(one: unknown, other: unknown): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  if (typeof one === 'string' && typeof other === 'string') return byCodePoint(one, other);
  return (one as number) < (other as number) ? -1 : (one as number) > (other as number) ? 1 : 0;
}

/** `<` would have what is beyond U+FFFF, written as pairs of surrogates, before U+E000 to U+FFFF. */
function byCodePoint(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [one.charCodeAt(index), other.charCodeAt(index)];
    if (left !== right) return inCodePoints(left) - inCodePoints(right);
  }
  return one.length - other.length;
}

const SURROGATES = 0xd800;
const AFTER_SURROGATES = 0xe000;
const BEYOND = 0x10000;

/** A unit of UTF-16 as a number by which texts come in the order of their code points. */
function inCodePoints(unit: number): number {
  return unit >= SURROGATES && unit < AFTER_SURROGATES ? unit + BEYOND : unit;
}
