import type { DatabaseContent } from './database-content.js';
import type { DatabaseName } from './database-engine.js';

/** Copies of whole databases outside of them, and back: what an engine can do for backups. */
export abstract class DatabaseCopies {
  /**
   * Writes the database as it is at this moment into a new file, in a form of the engine's own that `load` reads, and
   * tells what is in it. Whoever uses the database meanwhile notices nothing, and other threads do the work.
   * @param stamp the owner's number that the database must carry; absent: not checked.
   * @param target path of the file, which is not flushed; nothing is left of it after a failure.
   * @param isQuiet whether nobody is expected to write meanwhile, which allows a faster way.
   * @throws DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError.
   */
  abstract dump(
    name: DatabaseName,
    stamp: number | undefined,
    target: string,
    isQuiet?: boolean,
  ): Promise<DatabaseContent>;

  /**
   * Makes the closed database `name` out of a file that `dump` wrote, durable when it returns. What is in the file is
   * not believed: `examine` it before it is used.
   * @param source path of the file, which is used up.
   * @throws an error when `name` exists.
   */
  abstract load(source: string, name: DatabaseName): Promise<void>;

  /**
   * Looks at all of a closed database, in other threads. @param stamp as above.
   * @returns what is in it, to be compared.
   * @throws IntegrityCheckError, ForeignKeyCheckError; DatabaseMissingError, ForeignDatabaseError,
   *   DatabaseUnreadableError.
   */
  abstract examine(name: DatabaseName, stamp: number | undefined): Promise<DatabaseContent>;

  /**
   * Puts the closed database `from` in the place of `to`, once nobody, in any process, has that open: whoever opens it
   * from then on gets the new one. Killed at any moment, `to` is the old one or the new one, whole. One that is missing
   * or damaged is replaced as well; no opened handle of it is waited for then.
   * @param waitMs longest wait in milliseconds.
   * @throws DatabaseBusyError when somebody still has it open then; nothing is done.
   */
  abstract replace(from: DatabaseName, to: DatabaseName, waitMs: number): Promise<void>;
}
