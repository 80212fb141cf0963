import { TransactionLostError } from '../database.errors.js';
import { isStorageFailure } from './sqlite-codes.js';
import type { SqliteHandle } from './sqlite-handle.js';
import type { StoreHandles } from './store-handles.js';

/** Somebody who runs statements; a query runner. Its identity says whose transaction is open. */
export type UnitOfWork = object;

/** What a failing storage is told as. */
export type StorageError = new (cause: unknown) => Error;

/** A transaction on the main handle of a store, from its beginning to its end. */
export class OpenTransaction {
  /** Why SQLite gave it up, once it did: nothing more runs in it, and it can only be rolled back. */
  lost: unknown;

  constructor(
    readonly owner: UnitOfWork,
    readonly release: () => void,
    private readonly handles: StoreHandles,
  ) {}

  /**
   * Runs a step of the transaction.
   * @param Failure what a failing storage is told as.
   * @throws TransactionLostError when it is not open any more, and what `step` throws.
   */
  run<T>(Failure: StorageError, step: (main: SqliteHandle) => T): T {
    const main = this.handles.mainInTransaction();
    if (this.lost !== undefined || main === undefined) throw new TransactionLostError(this.lost);
    try {
      return step(main);
    } catch (error) {
      if (!isStorageFailure(error) && main.inTransaction) throw error;
      // SQLite may have rolled everything back (disk full, I/O error). Later statements would then be committed one by
      // one and the caller told that its unit of work was saved.
      this.lost = error;
      this.handles.discard();
      throw isStorageFailure(error) ? new Failure(error) : error;
    }
  }
}
