import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { openReadOnly } from './open-database.js';
import type { SqliteLocation } from './open-database.js';
import { COMPANION_SUFFIXES, SNAPSHOT_SUFFIX } from './sqlite-paths.js';

/** Larger databases are copied more slowly, but not through this process's memory. */
const IN_MEMORY_BYTES = 32 * 1024 * 1024;
const SIZE = 'SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()';

/**
 * A copy of a database file beside it, as it was before a migration. The migration is one transaction, which SQLite takes
 * back by itself; the copy is for what SQLite cannot help: a storage that fails in the middle of writing. So it is not
 * flushed, and removed when all went well.
 */
export const snapshotOf = (path: string): string => path + SNAPSHOT_SUFFIX;

/**
 * Copies the database, by SQLite: opening and closing the file beside it would drop this process's locks on it, as POSIX
 * has it, and the next one to close the database would remove the log that the migration is written to.
 * @param database holds the write lock, so that nobody changes anything meanwhile.
 */
export function takeSnapshot(database: Database.Database, location: SqliteLocation): void {
  removeSnapshot(location.path);
  const snapshot = snapshotOf(location.path);
  if (sizeOf(database) <= IN_MEMORY_BYTES) writeFileSync(snapshot, database.serialize(), { mode: 0o600 });
  else copyBeside(location, snapshot);
}

function sizeOf(database: Database.Database): number {
  return database.prepare<[], number>(SIZE).pluck().get() ?? 0;
}

/** By a second handle: VACUUM is not for transactions, and the first one is in the middle of one. */
function copyBeside(location: SqliteLocation, target: string): void {
  const reader = openReadOnly(location);
  try {
    reader.prepare('VACUUM INTO ?').run(target);
  } finally {
    reader.close();
  }
}

export function removeSnapshot(path: string): void {
  rmSync(snapshotOf(path), { force: true });
}

/**
 * Ends what a migration left that was killed or whose storage failed: keeps the database when it is whole, which it is
 * unless the storage failed, and else puts the snapshot in its place. Nobody may have the database open.
 * @returns whether the snapshot was put back.
 */
export function settleSnapshot(path: string): boolean {
  const snapshot = snapshotOf(path);
  if (!existsSync(snapshot)) return false;
  if (isWhole(path) || !isWhole(snapshot)) {
    removeSnapshot(path);
    return false;
  }
  flush(snapshot);
  for (const suffix of COMPANION_SUFFIXES) if (suffix !== SNAPSHOT_SUFFIX) rmSync(path + suffix, { force: true });
  renameSync(snapshot, path);
  flush(dirname(path));
  return true;
}

function isWhole(path: string): boolean {
  try {
    const database = new Database(path, { fileMustExist: true });
    try {
      return database.pragma('quick_check', { simple: true }) === 'ok';
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
