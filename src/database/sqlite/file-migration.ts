import { linkSync, renameSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { CommitFailedError } from '../database.errors.js';
import type { MigrationJob, MigrationJobResult } from '../migration-job.js';
import { closeFlushing, spareFlushes } from './brief-commits.js';
import type { FileKey } from './cipher/open-handle.js';
import { flushLogNow } from './flush-now.js';
import { runMigration } from './migration-run.js';
import type { MigrationDone } from './migration-run.js';
import { openBriefly, openForSchema } from './open-database.js';
import { PreMigrationCopy } from './pre-migration-copy.js';

/**
 * The migration of one file, from its commit, which no power cut may take back any more once it `finish`es, to its end.
 *
 * SQLite rebuilds a table by dropping and renaming it, and with foreign keys enforced the drop deletes the children's
 * rows. They can only be switched off outside a transaction and per handle, so the handle is thrown away afterwards:
 * a failed migration cannot leave them off for anybody else. They are checked before the commit instead.
 */
export class FileMigration {
  private workedMs = 0;

  private constructor(
    readonly path: string,
    private readonly database: Database,
    private readonly done: MigrationDone,
    private readonly copy: PreMigrationCopy,
    /** The log holds nothing but this migration, none of which is in the database file yet. */
    private readonly isSpared: boolean,
  ) {}

  /** Opens the file, and does and commits everything. @throws see migrateFile; the database is then as it was. */
  static begin(path: string, job: MigrationJob, key?: FileKey): FileMigration {
    const startedMs = performance.now();
    const location = { name: job.database, path, stamp: job.stamp, key };
    const copy = new PreMigrationCopy(location);
    try {
      // What copies it by another handle could not open it.
      const isShared = job.snapshot && !copy.isInMemory;
      const database = isShared ? openBriefly(location, 'schema') : openForSchema(location);
      try {
        const isSpared = spareFlushes(database, path);
        const migration = new FileMigration(path, database, runMigration(database, job, copy), copy, isSpared);
        migration.workedMs = performance.now() - startedMs;
        return migration;
      } catch (error) {
        // Takes back a transaction that is still open.
        closeFlushing(database);
        throw error;
      }
    } catch (error) {
      // If the storage kept SQLite from taking it back, there is the copy.
      copy.settle();
      throw error;
    }
  }

  /** The file of the log that it is committed to. */
  get log(): string {
    return `${this.path}-wal`;
  }

  /** Whether others can be finished together with it: nobody else has the file open, and no flush has been made for it yet. */
  get canWait(): boolean {
    const isAlone = (): boolean => this.database.pragma('locking_mode', { simple: true }) === 'exclusive';
    return this.isDone && this.isSpared && isAlone();
  }

  /** Flushes what was committed and closes the file. @throws CommitFailedError; the next to open it finds out what holds. */
  finish(): MigrationJobResult {
    return this.ending(() => {
      closeFlushing(this.database);
      if (this.isDone) flushLogNow(this.path);
    });
  }

  /** Moves the log, which has been flushed, into the file, which is to be flushed next. @returns false if it could not. */
  moveLog(): boolean {
    try {
      const [moved] = this.database.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
      return moved !== undefined && moved.log === moved.checkpointed;
    } catch {
      // Closing tries again, and keeps the log if that fails too.
      return false;
    }
  }

  /** Closes the file, once that has been flushed too; the log is removed. */
  close(): MigrationJobResult {
    return this.ending(() => {
      this.database.close();
    });
  }

  /** What it was committed to could not be flushed. */
  fail(error: unknown): CommitFailedError {
    return this.failing(error, () => {
      closeFlushing(this.database);
    });
  }

  /** The file could not be flushed; the log was. */
  keepLog(error: unknown): CommitFailedError {
    return this.failing(error, () => {
      const kept = `${this.log}-kept`;
      // SQLite takes the log for moved, and removes it.
      linkSync(this.log, kept);
      this.database.close();
      renameSync(kept, this.log);
    });
  }

  private get isDone(): boolean {
    return this.done.fingerprint !== '';
  }

  private failing(error: unknown, close: () => void): CommitFailedError {
    try {
      close();
    } finally {
      this.copy.settle();
    }
    return new CommitFailedError(error);
  }

  private ending(work: () => void): MigrationJobResult {
    const startedMs = performance.now();
    try {
      work();
      if (this.isDone) this.copy.remove();
      this.workedMs += performance.now() - startedMs;
      return { ...this.done, durationMs: this.workedMs };
    } catch (error) {
      this.copy.settle();
      throw error;
    }
  }
}
