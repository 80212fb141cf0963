import type { Database } from 'better-sqlite3';
import type { DatabaseContent } from '../../database-content.js';
import { HISTORY_TABLE, noneIfNeverMigrated } from '../../migration-history.js';
import { assertForeignKeys, assertIntact, rowCounts } from '../migration-checks.js';
import { openReadOnly } from '../open-database.js';
import type { SqliteLocation } from '../open-database.js';
import { fingerprintOf } from '../schema-fingerprints.js';

/** What is in a file. @throws what openReadOnly throws; SQLite's own errors. */
export function fileContent(location: SqliteLocation): DatabaseContent {
  return read(location, contentOf);
}

/**
 * The same, after looking at all of it.
 * @throws IntegrityCheckError, ForeignKeyCheckError as well.
 */
export function examineFile(location: SqliteLocation): DatabaseContent {
  return read(location, (database) => {
    assertIntact(database);
    assertForeignKeys(database);
    return contentOf(database);
  });
}

function read<T>(location: SqliteLocation, work: (database: Database) => T): T {
  const database = openReadOnly(location);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** What is in an open database. @throws SQLite's own errors. */
export function contentOf(database: Database): DatabaseContent {
  return {
    schemaVersion: schemaVersionOf(database),
    fingerprint: fingerprintOf(database),
    rows: rowCounts(database),
  };
}

function schemaVersionOf(database: Database): string {
  const newest = `SELECT coalesce(max(name), '') FROM ${HISTORY_TABLE}`;
  try {
    return database.prepare<[], string>(newest).pluck().get() ?? '';
  } catch (error) {
    noneIfNeverMigrated(error);
    return '';
  }
}
