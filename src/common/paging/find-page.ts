import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import { closedFields, readOpened } from './opened-rows.js';
import { keptStatements, TOTAL_COLUMN, writeStatements } from './list-statements.js';
import type { Order, Statement } from './list-statements.js';
import { listed } from './listed.js';
import type { Listed } from './listed.js';
import type { Page, PageQuery } from './page.js';
import { sortOrder } from './sort-order.js';
import { whereContains } from './text-match.js';

/** What a list can be sorted by and searched in: names of entity properties. */
export interface ListedFields {
  readonly sortable: readonly string[];
  readonly searchable: readonly string[];
}

/** What a list can be sorted by, searched in and narrowed by. */
export interface PageOptions<T extends ObjectLiteral> extends ListedFields {
  /** Named filters: adds conditions to the query whose alias is `entry`. */
  readonly filter?: (query: SelectQueryBuilder<T>) => void;
}

/**
 * One page of a repository's entries, with the columns of their own table.
 * @throws ValidationError on field `sort`.
 */
export async function findPage<T extends ObjectLiteral>(
  repository: Repository<T>,
  query: PageQuery,
  options: PageOptions<T>,
): Promise<Page<Listed<T>>> {
  const { page, pageSize } = query;
  const order = sortOrder(query.sort, options.sortable);
  const { rows, total } = await read(repository, query, options, order);
  return { items: listed(repository, rows), page, pageSize, total };
}

interface Read {
  readonly rows: ObjectLiteral[];
  readonly total: number;
}

function read<T extends ObjectLiteral>(
  repository: Repository<T>,
  query: PageQuery,
  options: PageOptions<T>,
  order: Order,
): Promise<Read> {
  const closed = closedFields(repository);
  const isClosed = (field: string): boolean => closed?.has(field) ?? false;
  const isSearched = Boolean(query.q) && options.searchable.some(isClosed);
  if (closed !== undefined && (isSearched || order.some(([field]) => isClosed(field))))
    return readOpened(repository, closed, query, options, order);
  return isWhole(query) ? readWhole(repository, query, order) : readNarrowed(repository, query, options, order);
}

async function readWhole<T extends ObjectLiteral>(
  repository: Repository<T>,
  query: PageQuery,
  order: Order,
): Promise<Read> {
  const statements = keptStatements(repository, order);
  const rows = await repository.query<ObjectLiteral[]>(statements.entries, rangeOf(query));
  const total: unknown = rows[0]?.[TOTAL_COLUMN];
  // The last column: V8 takes it back from an object as cheaply as it was added.
  for (const row of rows) delete row[TOTAL_COLUMN];
  if (total !== undefined) return { rows, total: Number(total) };
  return { rows, total: query.page === 1 ? 0 : await count(repository, [statements.total, []]) };
}

async function readNarrowed<T extends ObjectLiteral>(
  repository: Repository<T>,
  query: PageQuery,
  options: PageOptions<T>,
  order: Order,
): Promise<Read> {
  const statements = writeStatements(narrow(repository, query, options), order);
  const [sql, parameters] = statements.entries;
  const rows = await repository.query<ObjectLiteral[]>(sql, [...parameters, ...rangeOf(query)]);
  return { rows, total: await count(repository, statements.total) };
}

async function count<T extends ObjectLiteral>(
  repository: Repository<T>,
  [sql, parameters]: Statement,
): Promise<number> {
  const [counted] = await repository.query<{ total: number | string }[]>(sql, [...parameters]);
  return Number(counted?.total);
}

const rangeOf = ({ page, pageSize }: PageQuery): number[] => [pageSize, (page - 1) * pageSize];

/** Whether nothing but a page and an order is asked for. */
function isWhole({ page: _page, pageSize: _pageSize, sort: _sort, ...conditions }: PageQuery): boolean {
  return Object.values(conditions).every((condition) => condition === undefined || condition === '');
}

function narrow<T extends ObjectLiteral>(
  repository: Repository<T>,
  query: PageQuery,
  options: PageOptions<T>,
): SelectQueryBuilder<T> {
  const narrowed = repository.createQueryBuilder('entry');
  if (query.q) whereContains(narrowed, options.searchable, query.q);
  options.filter?.(narrowed);
  return narrowed;
}
