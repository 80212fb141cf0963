import { LRUCache } from 'lru-cache';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { SortDirection } from './sort-order.js';

/** SQL and its parameters. */
export type Statement = readonly [sql: string, parameters: readonly unknown[]];

/** What a list asks the database: its entries in order, under the names of their properties, and how many there are. */
export interface ListStatements {
  /** Without LIMIT and OFFSET. */
  readonly entries: Statement;
  readonly total: Statement;
}

/** Writing the two statements of a list takes TypeORM longer than SQLite takes to run them. */
const written = new LRUCache<string, ListStatements>({ max: 500 });

/** @param query conditions only, on the alias `entry`; it is changed. */
export function listStatements<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  order: readonly (readonly [string, SortDirection])[],
): ListStatements {
  const { wheres, mainAlias } = query.expressionMap;
  if (wheres.length > 0) return write(query, order);
  const key = JSON.stringify([query.connection.options.type, mainAlias?.tablePath, order]);
  const known = written.get(key) ?? write(query, order);
  written.set(key, known);
  return known;
}

function write<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  order: readonly (readonly [string, SortDirection])[],
): ListStatements {
  const total = query.clone().select('COUNT(*)', 'total').getQueryAndParameters();
  query.select([]);
  for (const { propertyName } of query.expressionMap.mainAlias?.metadata.columns ?? [])
    query.addSelect(`entry.${propertyName}`, propertyName);
  for (const [field, direction] of order) query.addOrderBy(`entry.${field}`, direction);
  return { entries: query.getQueryAndParameters(), total };
}
