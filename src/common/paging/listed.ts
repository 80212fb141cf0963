import type { ObjectLiteral, Repository } from 'typeorm';

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
  const { driver } = repository.manager.connection;
  const columns = repository.metadata.columns.filter((column) => !AS_IS.has(column.type));
  for (const row of rows) {
    for (const column of columns) {
      const value: unknown = row[column.propertyName];
      row[column.propertyName] = isoText(value) ?? asJson(driver.prepareHydratedValue(value, column));
    }
  }
  return rows as Listed<T>[];
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
