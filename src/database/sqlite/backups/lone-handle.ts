import { closeSync, openSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { busyError } from '../sqlite-codes.js';

/** Place and length of the number in the header that says whose format it is. */
const APPLICATION_ID_OFFSET = 68;
const NOBODYS = Buffer.alloc(4);

/** The only handle on a database file: nobody else has it open, nor can read it, as long as this is there. */
export class LoneHandle {
  private constructor(
    private readonly database: Database.Database,
    /** Opened before, and closed after the handle: closing it gives up all of this process's locks on the file. */
    private readonly descriptor: number,
  ) {}

  /** @throws SQLite's own errors: busy when somebody else has it open, others when it is no database. */
  static take(path: string): LoneHandle {
    const descriptor = openSync(path, 'r+');
    const database = new Database(path, { fileMustExist: true, timeout: 0 });
    try {
      // Before the first access: later on the handle would have taken its place among the others already.
      database.pragma('locking_mode = EXCLUSIVE');
      // Moves the log into the file and removes it.
      if (database.pragma('journal_mode = DELETE', { simple: true }) !== 'delete') throw busyError();
      // Lets go of the journal of that, which closing would remove by its name: by then it may be the new file's.
      database.pragma('journal_mode = MEMORY');
      database.exec('BEGIN EXCLUSIVE');
      return new LoneHandle(database, descriptor);
    } catch (error) {
      database.close();
      closeSync(descriptor);
      throw error;
    }
  }

  /** Marks the file, which has lost its name, as nobody's. */
  disown(): void {
    writeSync(this.descriptor, NOBODYS, 0, NOBODYS.length, APPLICATION_ID_OFFSET);
  }

  close(): void {
    this.database.close();
    closeSync(this.descriptor);
  }
}
