import { openBriefly } from './open-database.js';
import type { SqliteLocation } from './open-database.js';
import { assertAllowed } from './statement-policy.js';

/** Runs one reading statement on a handle of its own. @throws what openBriefly throws; SQLite's own errors. */
export function readOnce(location: SqliteLocation, sql: string): unknown[] {
  const database = openBriefly(location, 'look');
  try {
    return database.prepare(assertAllowed(sql)).all();
  } finally {
    database.close();
  }
}
