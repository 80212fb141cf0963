import type { DatabaseName } from './database-engine.js';
import type { DatabaseKeys } from './keys/database-keys.js';

/** A database whose key is to be changed. */
export interface KeyChange {
  readonly name: DatabaseName;
  /** The owner's number that it must carry. */
  readonly stamp: number;
  /** What it is encrypted with; undefined: it is not. */
  readonly from: Uint8Array | undefined;
  readonly to: Uint8Array;
}

/** Encrypted database files. An engine whose files are a server's has none. */
export abstract class DatabaseEncryption {
  /** Where the keys are, once the master database is open. */
  abstract useKeys(keys: DatabaseKeys): void;

  /**
   * Puts a copy that is encrypted with another key in the place of a database, once nobody, in any process, has that open.
   * The copy was compared with it. Killed at any moment the database is the old one or the new one, whole.
   * @param waitMs longest wait in milliseconds.
   * @throws DatabaseBusyError, IntegrityCheckError, ForeignKeyCheckError, DatabaseMissingError, ForeignDatabaseError,
   *   DatabaseUnreadableError, EncryptionDriverMissingError; nothing is changed then.
   */
  abstract change(change: KeyChange, waitMs: number): Promise<void>;

  /** Whether a database, which nobody changes meanwhile, is encrypted with this key. @throws DatabaseMissingError. */
  abstract isEncryptedWith(name: DatabaseName, stamp: number, key: Uint8Array): Promise<boolean>;
}
