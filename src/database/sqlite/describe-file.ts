import Database from 'better-sqlite3';
import { describeSqliteSchema } from '../schema/index.js';
import type { SchemaDescription } from '../schema/index.js';
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
  const database = new Database(':memory:');
  try {
    for (const sql of statements) {
      const statement = database.prepare(sql);
      if (statement.reader) statement.all();
      else statement.run();
    }
    return describeSqliteSchema(database);
  } finally {
    database.close();
  }
}
