import type { ObjectLiteral, Repository } from 'typeorm';
import { closedColumnsOf } from './closed-columns.js';

type AsJson<Value> = Value extends Date ? string : Value;

/**
 * An entity as the API lists it: points in time are ISO 8601 text. Making Dates of what the database gives, only for
 * JSON to make text of them, takes as long as reading the entries.
 */
export type Listed<T> = { [Field in keyof T]: AsJson<T[Field]> };

/** Column types whose values are in JSON as the databases' drivers give them. */
const AS_IS = new Set<unknown>([String, Number, 'varchar', 'text', 'integer', 'date']);

/** 2026-11-24 08:00:00.000, in UTC: a point in time as SQLite keeps it. */
const STORED_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

/** Turns rows, whose columns have the names of the properties, into what the API lists. It changes the rows. */
export function listed<T extends ObjectLiteral>(repository: Repository<T>, rows: ObjectLiteral[]): Listed<T>[] {
  openClosed(repository, rows);
  const properties = convertedOf(repository);
  for (const row of rows) {
    for (const property of properties) {
      const value: unknown = row[property];
      row[property] = isoText(value) ?? asJson(hydrated(repository, property, value));
    }
  }
  return rows as Listed<T>[];
}

/** Has what is encrypted in the database as it was written. */
function openClosed<T extends ObjectLiteral>(repository: Repository<T>, rows: readonly ObjectLiteral[]): void {
  const closed = closedColumnsOf(repository.manager.dataSource);
  if (closed === undefined) return;
  for (const column of repository.metadata.columns) {
    const { propertyName } = column;
    if (closed.isClosed(column)) for (const row of rows) row[propertyName] = closed.open(column, row[propertyName]);
  }
}

/** Properties that are not in JSON as they are in the database; by entity, which all companies share. */
const converted = new WeakMap<object, readonly string[]>();

function convertedOf<T extends ObjectLiteral>(repository: Repository<T>): readonly string[] {
  const entity = repository.target as object;
  const known = converted.get(entity);
  if (known !== undefined) return known;
  const columns = repository.metadata.columns.filter((column) => !AS_IS.has(column.type));
  const properties = columns.map((column) => column.propertyName);
  converted.set(entity, properties);
  return properties;
}

function hydrated<T extends ObjectLiteral>(repository: Repository<T>, property: string, value: unknown): unknown {
  const column = repository.metadata.findColumnWithPropertyName(property);
  return column ? repository.manager.connection.driver.prepareHydratedValue(value, column) : value;
}

/** A point in time, as either database's driver gives it for a column, in ISO 8601. */
export function isoTime(value: string | Date): string {
  return isoText(value) ?? new Date(value).toISOString();
}

function isoText(value: unknown): string | undefined {
  if (typeof value !== 'string' || !STORED_TIME.test(value)) return undefined;
  return `${value.slice(0, 10)}T${value.slice(11)}Z`;
}

function asJson(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
