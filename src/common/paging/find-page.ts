import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
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
 * One page of a repository's entries.
 * @throws ValidationError on field `sort`.
 */
export async function findPage<T extends ObjectLiteral>(
  repository: Repository<T>,
  query: PageQuery,
  options: PageOptions<T>,
): Promise<Page<T>> {
  const { page, pageSize } = query;
  const builder = repository.createQueryBuilder('entry');
  for (const [field, direction] of sortOrder(query.sort, options.sortable))
    builder.addOrderBy(`entry.${field}`, direction);
  if (query.q) whereContains(builder, options.searchable, query.q);
  options.filter?.(builder);
  const [items, total] = await builder
    .offset((page - 1) * pageSize)
    .limit(pageSize)
    .getManyAndCount();
  return { items, page, pageSize, total };
}
