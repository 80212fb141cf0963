import { openDatabase } from './open-database.js';
import type { SqliteLocation } from './open-database.js';
import { assertAllowed } from './statement-policy.js';

/** Runs one reading statement on a handle of its own. @throws what openDatabase throws; SQLite's own errors. */
export function readOnce(location: SqliteLocation, sql: string): unknown[] {
  const database = openDatabase(location);
  try {
    return database.prepare(assertAllowed(sql)).all();
  } finally {
    database.close();
  }
}
