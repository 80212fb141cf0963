import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ListedFields } from './find-page.js';
import type { Page, PageQuery } from './page.js';
import { sortOrder } from './sort-order.js';
import { whereContains } from './text-match.js';

/** A list that is made of more than one table. */
export interface RowOptions extends ListedFields {
  /** A SELECT whose columns are called in double quotes what the list calls them; one of them is "id". */
  readonly select: string;
  /** Values of the `:names` in it. */
  readonly parameters?: ObjectLiteral;
  /** Named filters: adds conditions to the query whose alias is `entry`, such as `entry."role" = :role`. */
  readonly filter?: (query: SelectQueryBuilder<ObjectLiteral>) => void;
}

/**
 * One page of the rows of a SELECT, as the driver gives them: see `isoTime` for points in time.
 * @throws ValidationError on field `sort`.
 */
export async function findRows<Row>(manager: EntityManager, query: PageQuery, options: RowOptions): Promise<Page<Row>> {
  const { page, pageSize } = query;
  const order = sortOrder(query.sort, options.sortable).map(([field, direction]) => `entry."${field}" ${direction}`);
  const narrowed = narrow(manager, query, options);
  const [sql, parameters] = narrowed.clone().select('entry.*').getQueryAndParameters();
  const [countSql, countParameters] = narrowed.clone().select('COUNT(*)', 'total').getQueryAndParameters();
  const range = `LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;
  const items = await manager.query<Row[]>(`${sql} ORDER BY ${order.join(', ')} ${range}`, parameters);
  const [counted] = await manager.query<{ total: number | string }[]>(countSql, countParameters);
  return { items, page, pageSize, total: Number(counted?.total) };
}

/** All rows that the query finds, in order of their id. */
export function findAllRows<Row>(manager: EntityManager, query: PageQuery, options: RowOptions): Promise<Row[]> {
  const [sql, parameters] = narrow(manager, query, options).select('entry.*').getQueryAndParameters();
  return manager.query<Row[]>(`${sql} ORDER BY entry."id"`, parameters);
}

function narrow(manager: EntityManager, query: PageQuery, options: RowOptions): SelectQueryBuilder<ObjectLiteral> {
  const narrowed = manager.createQueryBuilder().from<ObjectLiteral>(`(${options.select})`, 'entry');
  narrowed.setParameters(options.parameters ?? {});
  const quoted = options.searchable.map((field) => `"${field}"`);
  if (query.q) whereContains(narrowed, quoted, query.q);
  options.filter?.(narrowed);
  return narrowed;
}
