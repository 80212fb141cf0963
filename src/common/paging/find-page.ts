import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import { listStatements } from './list-statements.js';
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
  const narrowed = repository.createQueryBuilder('entry');
  if (query.q) whereContains(narrowed, options.searchable, query.q);
  options.filter?.(narrowed);
  const { entries, total } = listStatements(narrowed, order);
  const [sql, parameters] = entries;
  const rows = await repository.query<ObjectLiteral[]>(`${sql} LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`, [
    ...parameters,
  ]);
  const [counted] = await repository.query<{ total: number | string }[]>(total[0], [...total[1]]);
  return { items: listed(repository, rows), page, pageSize, total: Number(counted?.total) };
}
