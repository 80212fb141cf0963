import { describeSqliteSchema } from '../schema/index.js';
import type { SchemaDescription } from '../schema/index.js';
import { inMemory } from './in-memory.js';
import { openDatabase } from './open-database.js';
import type { SqliteLocation } from './open-database.js';

/** The schema of a file, read on a handle of its own. @throws what openDatabase throws; SQLite's own errors. */
export function describeFile(location: SqliteLocation): SchemaDescription {
  const database = openDatabase(location);
  try {
    return describeSqliteSchema(database);
  } finally {
    database.close();
  }
}

/** The schema that statements make in an empty database, in memory. @throws SQLite's own errors. */
export function describeStatements(statements: readonly string[]): SchemaDescription {
  return inMemory(statements, describeSqliteSchema);
}
