import { randomUUID } from 'node:crypto';
import { constants, existsSync, statSync } from 'node:fs';
import { copyFile, link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DatabaseBusyError, DatabaseMissingError } from '../../database.errors.js';
import { openReadOnly } from '../open-database.js';
import type { SqliteLocation } from '../open-database.js';
import { COMPANION_SUFFIXES } from '../sqlite-paths.js';

/** Times that a file which is written to meanwhile is copied again. */
const ATTEMPTS = 20;

/**
 * A database file that must stay as it is. SQLite cannot even read one in WAL mode without making a log beside it, and
 * a handle that may only read leaves that log there. So a file that nobody has open, which is one without a log, is read
 * under a second name in a folder of ours; one with a log is read where it is, by a handle that may only read: what
 * SQLite needs is there already.
 */
export class Original {
  /** @param scratch a folder on the same disk. */
  constructor(
    private readonly location: SqliteLocation,
    private readonly scratch: string,
  ) {}

  /** Gives `work` a handle that may only read. */
  async read<T>(work: (database: Database) => T | Promise<T>): Promise<T> {
    if (this.hasLog) return useHandle(openReadOnly(this.location), work);
    const name = join(this.scratch, `${randomUUID()}.sqlite3`);
    await this.giveName(name);
    try {
      return await useHandle(openReadOnly(this.location, name), work);
    } finally {
      for (const suffix of ['', ...COMPANION_SUFFIXES]) await rm(name + suffix, { force: true });
    }
  }

  /** Copies it as it is at one moment, though others write to it meanwhile. @throws DatabaseBusyError, DatabaseMissingError. */
  async copyTo(target: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (this.hasLog) return this.read((database) => this.backUp(database, target));
      if (await this.copyAtRest(target)) return;
    }
    throw new DatabaseBusyError(0);
  }

  /** By SQLite itself, in one transaction: whoever writes meanwhile would make it begin anew otherwise. */
  private async backUp(database: Database, target: string): Promise<void> {
    // Pages that are encrypted cannot be copied as they are: each file has a salt of its own.
    if (this.location.key !== undefined) return void database.prepare('VACUUM INTO ?').run(target);
    database.exec('BEGIN');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    await database.backup(target);
  }

  /** @returns whether nobody opened or wrote the file meanwhile. */
  private async copyAtRest(target: string): Promise<boolean> {
    const before = this.state();
    await copyFile(this.location.path, target, constants.COPYFILE_FICLONE);
    return !this.hasLog && this.state() === before;
  }

  private get hasLog(): boolean {
    return existsSync(`${this.location.path}-wal`);
  }

  private state(): string {
    const state = statSync(this.location.path, { bigint: true, throwIfNoEntry: false });
    if (state === undefined) throw new DatabaseMissingError(this.location.name);
    return `${state.ino} ${state.size} ${state.mtimeNs}`;
  }

  /** Not every file system has second names. */
  private async giveName(name: string): Promise<void> {
    this.state();
    await link(this.location.path, name).catch(() => copyFile(this.location.path, name, constants.COPYFILE_FICLONE));
  }
}

async function useHandle<T>(database: Database, work: (database: Database) => T | Promise<T>): Promise<T> {
  try {
    return await work(database);
  } finally {
    database.close();
  }
}
