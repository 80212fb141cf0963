import type { Database } from 'better-sqlite3';
import { openHandle } from '../cipher/open-handle.js';
import type { SqliteLocation } from '../open-database.js';
import { busyError } from '../sqlite-codes.js';

/** The only handle on a database file: nobody else has it open, nor can read it, as long as this is there. */
export class LoneHandle {
  private constructor(readonly database: Database) {}

  /** @throws SQLite's own errors: busy when somebody else has it open, others when it is no database. */
  static take({ path, key }: SqliteLocation): LoneHandle {
    const database = openHandle(path, key, { fileMustExist: true, timeout: 0 });
    try {
      // Before the first access: later on the handle would have taken its place among the others already.
      database.pragma('locking_mode = EXCLUSIVE');
      // Moves the log into the file and removes it.
      if (database.pragma('journal_mode = DELETE', { simple: true }) !== 'delete') throw busyError();
      // Lets go of the journal of that, which closing would remove by its name: by then it may be the new file's.
      database.pragma('journal_mode = MEMORY');
      // In exclusive mode a lock is kept when its transaction has ended.
      database.exec('BEGIN EXCLUSIVE; COMMIT');
      return new LoneHandle(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Marks the file, which has lost its name, as nobody's. */
  disown(): void {
    // SQLite writes into a file without a name only because the journal is in memory.
    this.database.pragma('application_id = 0');
  }

  close(): void {
    this.database.close();
  }
}
