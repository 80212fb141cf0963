import type { DatabaseName } from './database-engine.js';

/** What an engine can do for databases that are moved to another server. Stamps are absent for those of nobody. */
export abstract class DatabaseMoving {
  /**
   * Has a database refuse every change of its rows, in all processes, and durably: those who serve it get
   * DatabaseFrozenError, and go on reading. Units of work that are writing are waited for. Twice is fine.
   * @param waitMs longest wait for each of them, in milliseconds. @throws DatabaseBusyError; it is as it was then.
   */
  abstract freeze(name: DatabaseName, stamp: number | undefined, waitMs: number): Promise<void>;

  /** Takes `freeze` back; where there was none it does nothing. */
  abstract thaw(name: DatabaseName, stamp: number | undefined, waitMs: number): Promise<void>;

  /** The last number that each numbered table has given, also to rows that are gone. */
  abstract lastNumbers(name: DatabaseName, stamp: number | undefined): Promise<Readonly<Record<string, number>>>;

  /** Has tables give numbers after these, which `lastNumbers` told of another database. */
  abstract continueAfter(
    name: DatabaseName,
    stamp: number | undefined,
    last: Readonly<Record<string, number>>,
  ): Promise<void>;

  /** What keeps databases from being moved to this engine at all, each in a sentence: a server that is away, rights that are missing. */
  abstract obstacles(): Promise<readonly string[]>;

  /**
   * Makes a whole copy of a master database ready to become this engine's by a renaming: whoever is to serve it is let in,
   * and it is tried whether they are. Twice is fine. @throws the engine's own errors.
   */
  abstract prepareMaster(name: DatabaseName): Promise<void>;
}
