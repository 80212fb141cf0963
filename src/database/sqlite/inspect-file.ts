import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { DatabaseInspection } from '../inspection.js';
import { noneIfNeverMigrated, READ_HISTORY } from '../migration-history.js';
import type { AppliedMigration } from '../migration-history.js';
import { describeSqliteSchema } from '../schema/index.js';
import { openReadOnly } from './open-database.js';
import type { SqliteLocation } from './open-database.js';
import { SNAPSHOT_SUFFIX } from './sqlite-paths.js';

/** Findings of integrity_check about an index whose table is whole. */
const OF_AN_INDEX = /(?:missing from|wrong # of entries in|non-unique entry in) index (\w+)$/;

/** Looks at all of a file; what that takes grows with its size. @throws what openReadOnly throws; SQLite's own errors. */
export function inspectFile(location: SqliteLocation): DatabaseInspection {
  const database = openReadOnly(location);
  try {
    const damages = damagesOf(database);
    const indexes = damages.map((damage) => OF_AN_INDEX.exec(damage)?.[1]);
    return {
      history: historyOf(database),
      schema: describeSqliteSchema(database),
      damages,
      damagedIndexes: [...new Set(indexes.filter((name) => name !== undefined))],
      orphans: orphansOf(database),
      leftovers: [location.path + SNAPSHOT_SUFFIX].filter((path) => existsSync(path)).map((path) => basename(path)),
    };
  } finally {
    database.close();
  }
}

function historyOf(database: Database): AppliedMigration[] {
  try {
    return database.prepare<[], AppliedMigration>(READ_HISTORY).all();
  } catch (error) {
    return noneIfNeverMigrated(error);
  }
}

function damagesOf(database: Database): string[] {
  const rows = database.pragma('integrity_check') as { integrity_check: string }[];
  return rows.map((row) => row.integrity_check).filter((finding) => finding !== 'ok');
}

function orphansOf(database: Database): Record<string, number> {
  const orphans: Record<string, number> = {};
  for (const { table } of database.pragma('foreign_key_check') as { table: string }[]) {
    orphans[table] = (orphans[table] ?? 0) + 1;
  }
  return orphans;
}
