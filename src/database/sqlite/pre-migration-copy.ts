import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { openHandle } from './cipher/open-handle.js';
import { flushNow } from './flush-now.js';
import { openReadOnly } from './open-database.js';
import type { SqliteLocation } from './open-database.js';
import { COMPANION_SUFFIXES, SNAPSHOT_SUFFIX } from './sqlite-paths.js';

/** Larger databases are copied more slowly, but not through this process's memory. */
const IN_MEMORY_BYTES = 32 * 1024 * 1024;

/**
 * A copy of a database file beside it, as it was before a migration. The migration is one transaction, which SQLite takes
 * back by itself, also after a kill; the copy is for what SQLite cannot help: a storage that fails in the middle of
 * writing. So it is not flushed, is removed when all went well, and is never put back by a later process, which could not
 * know how old it is.
 */
export class PreMigrationCopy {
  private readonly path: string;
  private identity: string | undefined;
  private isSmall: boolean | undefined;

  constructor(private readonly location: SqliteLocation) {
    this.path = location.path + SNAPSHOT_SUFFIX;
  }

  /** Whether it is made from what SQLite reads into memory; that is not encrypted. Decided once, however the file grows. */
  get isInMemory(): boolean {
    const { path, key } = this.location;
    this.isSmall ??= sizeOf(path) + sizeOf(`${path}-wal`) <= IN_MEMORY_BYTES;
    return this.isSmall && key === undefined;
  }

  /**
   * By SQLite: opening and closing the file beside it would drop this process's locks on it, as POSIX has it, and the
   * next one to close the database would remove the log that the migration is written to.
   * @param database holds the write lock, so that nobody changes anything meanwhile.
   */
  take(database: Database.Database): void {
    this.removeLeft();
    if (this.isInMemory) writeFileSync(this.path, database.serialize(), { mode: 0o600 });
    else copyBeside(this.location, this.path);
    this.identity = this.found();
  }

  /**
   * When all went well. Since the commit somebody else may have the write lock, who removed this copy and has one of his
   * own there.
   */
  remove(): void {
    if (this.identity !== undefined && this.identity === this.found()) rmSync(this.path, { force: true });
  }

  /** One that a migration left that was killed, by whoever holds the write lock. */
  removeLeft(): void {
    if (existsSync(this.path)) rmSync(this.path, { force: true });
  }

  /**
   * After a failure: keeps the database when it is whole, which it is unless the storage failed, and else puts the copy
   * in its place. Nobody may have the database open.
   */
  settle(): void {
    if (this.identity === undefined) return;
    const { path } = this.location;
    if (this.isWhole(path) || this.identity !== this.found() || !this.isWhole(this.path)) return this.remove();
    flushNow(this.path);
    for (const suffix of COMPANION_SUFFIXES) if (suffix !== SNAPSHOT_SUFFIX) rmSync(path + suffix, { force: true });
    renameSync(this.path, path);
    flushNow(dirname(path));
  }

  private isWhole(path: string): boolean {
    try {
      const database = openHandle(path, this.location.key, { fileMustExist: true });
      try {
        return database.pragma('quick_check', { simple: true }) === 'ok';
      } finally {
        database.close();
      }
    } catch {
      return false;
    }
  }

  /** Which file is there now. An inode's number alone would be given to the next file. */
  private found(): string | undefined {
    const { ino, ctimeNs } = statSync(this.path, { bigint: true, throwIfNoEntry: false }) ?? {};
    return ino === undefined ? undefined : `${ino} ${ctimeNs}`;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
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
