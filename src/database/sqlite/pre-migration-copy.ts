import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { COMPANION_SUFFIXES, SNAPSHOT_SUFFIX } from './sqlite-paths.js';

/**
 * A copy of a database file beside it, as it was before a migration. The migration is one transaction, which SQLite takes
 * back by itself; the copy is for what SQLite cannot help: a storage that fails in the middle of writing. So it is not
 * flushed, and removed when all went well.
 */
export const snapshotOf = (path: string): string => path + SNAPSHOT_SUFFIX;

/**
 * Copies file and log. The caller holds the write lock: nobody adds to the log or begins it anew meanwhile, and what a
 * checkpoint moves into the file is in the copied log as well.
 */
export function takeSnapshot(path: string): void {
  const snapshot = snapshotOf(path);
  const log = `${path}-wal`;
  const hasLog = existsSync(log) && statSync(log).size > 0;
  copyFileSync(path, snapshot, constants.COPYFILE_FICLONE);
  if (!hasLog) return;
  copyFileSync(log, `${snapshot}-wal`, constants.COPYFILE_FICLONE);
  const copy = new Database(snapshot, { fileMustExist: true });
  try {
    copy.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    copy.close();
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
