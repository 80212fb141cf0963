import { closeSync, existsSync, fstatSync, renameSync, rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { CommitFailedError } from '../database.errors.js';
import type { MigrationJob, MigrationJobResult } from '../migration-job.js';
import { closeFlushing, spareFlushes } from './brief-commits.js';
import type { FileKey } from './cipher/open-handle.js';
import { closeAndFlushLog } from './flush-now.js';
import { runMigration } from './migration-run.js';
import type { MigrationDone } from './migration-run.js';
import { openBriefly, openForSchema } from './open-database.js';
import { PreMigrationCopy } from './pre-migration-copy.js';
import { KEPT_LOG_SUFFIX } from './sqlite-paths.js';

/**
 * The migration of one file, from its commit, which no power cut may take back any more once it `finish`es, to its end.
 *
 * SQLite rebuilds a table by dropping and renaming it, and with foreign keys enforced the drop deletes the children's
 * rows. They can only be switched off outside a transaction and per handle, so the handle is thrown away afterwards:
 * a failed migration cannot leave them off for anybody else. They are checked before the commit instead.
 */
export class FileMigration {
  /** Milliseconds of this thread. */
  workedMs = 0;

  private constructor(
    readonly path: string,
    private readonly database: Database,
    private readonly done: MigrationDone,
    private readonly copy: PreMigrationCopy,
    /** Whether others can be finished together with it: nobody else has the file open, and no flush has been made for it yet. */
    readonly canWait: boolean,
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
        const done = runMigration(database, job, copy);
        const migration = new FileMigration(path, database, done, copy, isSpared && isDone(done) && isAlone(database));
        // Whoever ends this thread closes the file, which then is flushed as usual.
        if (isDone(done)) database.pragma('synchronous = FULL');
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

  /**
   * Flushes what was committed and closes the file.
   * @param descriptor another one of the file, closed as well.
   * @throws CommitFailedError; the next to open it finds out what holds.
   */
  finish(descriptor?: number): MigrationJobResult {
    const close = (): void => closeBoth(descriptor, () => closeFlushing(this.database));
    return this.ending(() => (isDone(this.done) ? closeAndFlushLog(this.path, close) : close()));
  }

  /** Moves the log, which has been flushed, into the file, which is to be flushed next. @returns false if it could not. */
  moveLog(): boolean {
    try {
      this.database.pragma('synchronous = OFF');
      const [moved] = this.database.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
      return moved !== undefined && moved.log > 0 && moved.log === moved.checkpointed;
    } catch {
      // Closing tries again, and keeps the log if that fails too.
      return false;
    }
  }

  /** Closes the file, once that has been flushed by the descriptor, which is closed as well; the log is removed. */
  close(descriptor?: number): MigrationJobResult {
    return this.ending(() => closeBoth(descriptor, () => this.database.close()));
  }

  /** What it was committed to could not be flushed. */
  fail(error: unknown): CommitFailedError {
    try {
      closeFlushing(this.database);
    } finally {
      this.copy.settle();
    }
    return new CommitFailedError(error);
  }

  /** The file could not be flushed by the descriptor; the log was, and is kept. */
  keepLog(error: unknown, descriptor: number): CommitFailedError {
    const kept = this.path + KEPT_LOG_SUFFIX;
    try {
      // SQLite takes the log for moved, and removes what has its name.
      renameSync(this.log, kept);
    } catch {
      // A disk that lets nothing be written any more; the log is not removed either before this thread ends.
      abandoned.push(this.database);
      return new CommitFailedError(error);
    }
    const before = fstatSync(descriptor, { bigint: true });
    try {
      this.database.close();
      const { mtimeNs } = fstatSync(descriptor, { bigint: true });
      // Somebody who has the file open since goes by what is in it, and has a log of his own, or has had one.
      if (mtimeNs === before.mtimeNs && !existsSync(this.log)) renameSync(kept, this.log);
      else rmSync(kept, { force: true });
    } finally {
      closeSync(descriptor);
    }
    this.copy.settle();
    return new CommitFailedError(error);
  }

  private ending(work: () => void): MigrationJobResult {
    const startedMs = performance.now();
    try {
      work();
      if (isDone(this.done)) this.copy.remove();
      this.workedMs += performance.now() - startedMs;
      return { ...this.done, durationMs: this.workedMs };
    } catch (error) {
      this.copy.settle();
      throw error;
    }
  }
}

/** Not closed before the thread ends: SQLite would remove logs that are all there is. */
const abandoned: Database[] = [];

function isDone({ fingerprint }: MigrationDone): boolean {
  return fingerprint !== '';
}

function isAlone(database: Database): boolean {
  return database.pragma('locking_mode', { simple: true }) === 'exclusive';
}

/**
 * The descriptor last, and at once: closing any descriptor of a file drops the locks that this process has on it (fcntl(2)), and
 * with them what keeps others from writing to a log that is about to be removed.
 */
function closeBoth(descriptor: number | undefined, close: () => void): void {
  try {
    close();
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
