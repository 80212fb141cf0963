import { LRUCache } from 'lru-cache';
import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import type { SortDirection } from './sort-order.js';

/** SQL and its parameters. */
export type Statement = readonly [sql: string, parameters: readonly unknown[]];

/** What a list asks the database: its entries in order, under the names of their properties, and how many there are. */
export interface ListStatements {
  /** Two more parameters follow: how many entries, and after how many. */
  readonly entries: Statement;
  readonly total: Statement;
}

/** Those of a list without conditions, whose entries carry the total as their last column. */
export interface WholeListStatements {
  readonly entries: string;
  readonly total: string;
}

/** No property has a space in its name. */
export const TOTAL_COLUMN = 'list total';

export type Order = readonly (readonly [string, SortDirection])[];
type Kept = LRUCache<string, WholeListStatements>;

const ORDERS_KEPT = 100;

/** By entity, not by repository: each company has repositories of its own, but all ask the same. */
const kept = new WeakMap<object, Kept>();

/**
 * The statements of a list without conditions. Writing them takes TypeORM longer than SQLite takes to run them; the same
 * text every time also spares looking it up character by character.
 */
export function keptStatements<T extends ObjectLiteral>(repository: Repository<T>, order: Order): WholeListStatements {
  const entity = repository.target as object;
  const ofEntity = kept.get(entity) ?? new LRUCache({ max: ORDERS_KEPT });
  const key = `${repository.manager.connection.options.type} ${order.join(' ')}`;
  const known = ofEntity.get(key);
  if (known !== undefined) return known;
  const written = withTotal(writeStatements(repository.createQueryBuilder('entry'), order));
  kept.set(entity, ofEntity);
  ofEntity.set(key, written);
  return written;
}

/** One statement instead of two: one snapshot, so that total and entries fit together, and half of the locking. */
function withTotal({ entries: [entries], total: [total] }: ListStatements): WholeListStatements {
  const from = entries.indexOf(' FROM ');
  return { entries: `${entries.slice(0, from)}, (${total}) AS "${TOTAL_COLUMN}"${entries.slice(from)}`, total };
}

/** @param query conditions only, on the alias `entry`; it is changed. */
export function writeStatements<T extends ObjectLiteral>(query: SelectQueryBuilder<T>, order: Order): ListStatements {
  const total = query.clone().select('COUNT(*)', 'total').getQueryAndParameters();
  query.select([]);
  for (const { propertyName } of query.expressionMap.mainAlias?.metadata.columns ?? [])
    query.addSelect(`entry.${propertyName}`, propertyName);
  for (const [field, direction] of order) query.addOrderBy(`entry.${field}`, direction);
  const [sql, parameters] = query.getQueryAndParameters();
  const { driver } = query.connection;
  const [limit, offset] = ['limit', 'offset'].map((name, index) =>
    driver.createParameter(name, parameters.length + index),
  );
  return { entries: [`${sql} LIMIT ${limit} OFFSET ${offset}`, parameters], total };
}
