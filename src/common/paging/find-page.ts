import { Brackets } from 'typeorm';
import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import type { Page, PageQuery } from './page.js';
import { sortOrder } from './sort-order.js';

/** What a list can be sorted by, searched in and narrowed by. */
export interface PageOptions {
  /** Names of entity properties. */
  readonly sortable: readonly string[];
  readonly searchable: readonly string[];
  /** Named filters: adds conditions to the query whose alias is `entry`. */
  readonly filter?: (query: SelectQueryBuilder<ObjectLiteral>) => void;
}

/**
 * One page of a repository's entries.
 * @throws ValidationError on field `sort`.
 */
export async function findPage<T extends ObjectLiteral>(
  repository: Repository<T>,
  query: PageQuery,
  options: PageOptions,
): Promise<Page<T>> {
  const { page, pageSize } = query;
  const builder = repository.createQueryBuilder('entry');
  for (const [field, direction] of sortOrder(query.sort, options.sortable)) builder.addOrderBy(`entry.${field}`, direction);
  if (query.q) search(builder, query.q, options.searchable);
  options.filter?.(builder as unknown as SelectQueryBuilder<ObjectLiteral>);
  const [items, total] = await builder
    .offset((page - 1) * pageSize)
    .limit(pageSize)
    .getManyAndCount();
  return { items, page, pageSize, total };
}

/** Entries that have the text in any of the fields; % and _ mean themselves. */
function search<T extends ObjectLiteral>(builder: SelectQueryBuilder<T>, text: string, fields: readonly string[]): void {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const condition = fields.map((field) => `LOWER(entry.${field}) LIKE :pattern ESCAPE '\\'`).join(' OR ');
  builder.andWhere(new Brackets((where) => where.where(condition, { pattern })));
}
