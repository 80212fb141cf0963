import { CommitFailedError, DatabaseUnreadableError, TransactionLostError } from '../database.errors.js';
import { LogFlush } from './log-flush.js';
import type { FlushFile } from './log-flush.js';
import type { LockedFile } from './open-database.js';
import { OpenTransaction } from './open-transaction.js';
import type { StorageError, UnitOfWork } from './open-transaction.js';
import { retryBusy } from './retry-busy.js';
import type { SqliteWaits } from './retry-busy.js';
import type { SideHandles } from './side-handles.js';
import type { SlowReads } from './reading/slow-reads.js';
import { isStorageFailure } from './sqlite-codes.js';
import type { SqliteHandle } from './sqlite-handle.js';
import { execute } from './statement-result.js';
import type { StatementResult } from './statement-result.js';
import { StoreHandles } from './store-handles.js';
import { WriteLock } from './write-lock.js';

/**
 * One SQLite file as its users share it: readers at any time, one writer at a time.
 *
 * At rest it has one handle, three file descriptors. Reads and single writing statements run on it synchronously. Only while
 * a transaction is open across `await`s do other readers need a side handle, to see committed rows only. Slow reads: SlowReads.
 */
export class SqliteStore {
  private readonly lock = new WriteLock();
  readonly handles: StoreHandles;
  readonly log: LogFlush;
  private transaction: OpenTransaction | undefined;

  constructor(
    private readonly file: LockedFile,
    sideHandles: SideHandles,
    private readonly waits: SqliteWaits,
    flush: FlushFile,
    private readonly slowReads: SlowReads,
  ) {
    this.handles = new StoreHandles(file.location, sideHandles);
    this.log = new LogFlush(file.location.path, flush);
  }

  /** Opens the file, which must exist. @throws what openDatabase throws; DatabaseBusyError. */
  open(): Promise<void> {
    return this.file.unlock().then(() => retryBusy(this.waits.fileMs, () => this.handles.open()));
  }

  /**
   * Closes the handles once the unit of work under way has ended; one that goes on beyond the longest wait is undone.
   * Later use throws DatabaseClosedError.
   */
  async close(): Promise<void> {
    const release = await this.lock.acquire(this.waits.lockMs).catch(() => undefined);
    await this.log.idle();
    this.handles.close();
    release?.();
  }

  /**
   * Runs one statement: inside the open transaction if `work` owns it; else on a reading handle, or, if it writes,
   * under the write lock as a transaction of its own.
   * @throws TransactionLostError, CommitFailedError or DatabaseUnreadableError when the storage fails; SQLite's own
   *   errors for what is wrong with the statement or the data.
   */
  async run(work: UnitOfWork, sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    const transaction = this.transaction;
    if (transaction?.owner === work) {
      return transaction.run(TransactionLostError, (main) => execute(main.prepare(sql), parameters));
    }
    const read = await retryBusy(this.waits.fileMs, () => {
      this.handles.main();
      return this.slowReads.elsewhere(sql, parameters) ?? this.runReading(sql, parameters);
    });
    return read ?? this.runWriting(sql, parameters);
  }

  /** Takes the write lock and begins. IMMEDIATE: a deferred one fails when it turns from reading to writing. */
  async begin(work: UnitOfWork): Promise<void> {
    await this.startWriting(TransactionLostError, (main, release) => {
      main.exec('BEGIN IMMEDIATE');
      // In the same synchronous step: a reader that comes in between would find a transaction that is nobody's.
      this.transaction = new OpenTransaction(work, release, this.handles);
      this.handles.pin();
    });
  }

  /**
   * Commits. When it throws, the transaction is still `work`'s, to be rolled back.
   * @returns when the transaction is durable, and may be told of; CommitFailedError when the storage failed then.
   * @throws TransactionLostError when SQLite had already given the transaction up: nothing was saved.
   * @throws CommitFailedError when the storage failed at the commit itself; SQLite's own error for a broken constraint.
   */
  commit(work: UnitOfWork): Promise<void> {
    const transaction = this.transactionOf(work);
    transaction.run(CommitFailedError, (main) => {
      this.log.assertSound();
      main.exec('COMMIT');
    });
    // The next writer need not wait for the disk: its own flush takes everything before it along.
    const durable = this.log.settle();
    this.end(transaction);
    return durable;
  }

  /** Undoes the transaction; one that SQLite already undid is fine. */
  rollback(work: UnitOfWork): void {
    const transaction = this.transactionOf(work);
    try {
      this.handles.mainInTransaction()?.exec('ROLLBACK');
    } catch {
      this.handles.discard();
    } finally {
      this.end(transaction);
    }
  }

  /**
   * Runs SAVEPOINT or ROLLBACK TO of a nested transaction. In a lost one it does nothing, so that every level's end
   * still means that level; the statements and commits in it fail.
   */
  nest(work: UnitOfWork, sql: string): void {
    const transaction = this.transactionOf(work);
    if (transaction.lost === undefined) transaction.run(TransactionLostError, (main) => main.exec(sql));
  }

  /** Runs RELEASE, the commit of a nested transaction. @throws TransactionLostError when all of it is lost. */
  commitNested(work: UnitOfWork, sql: string): void {
    this.transactionOf(work).run(TransactionLostError, (main) => main.exec(sql));
  }

  /** Gives the open transaction up: nothing more runs in it, and it can only be rolled back. */
  lose(work: UnitOfWork, reason: unknown): void {
    if (this.transaction?.owner === work) this.transaction.lost ??= reason;
  }

  /** Whether `work` has the open transaction. */
  isOwner(work: UnitOfWork): boolean {
    return this.transaction?.owner === work;
  }

  /** Runs a reading statement; undefined, and nothing done, for a writing one. */
  private runReading(sql: string, parameters: readonly unknown[]): StatementResult | undefined {
    return this.outside(DatabaseUnreadableError, (main) => {
      const statement = main.prepare(sql);
      if (!statement.readonly) return undefined;
      const reader = this.transaction === undefined ? statement : this.handles.side().prepare(sql);
      return this.slowReads.timed(sql, () => execute(reader, parameters));
    });
  }

  private async runWriting(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    let durable: Promise<void> | undefined;
    const result = await this.startWriting(CommitFailedError, (main, release) => {
      const outcome = execute(main.prepare(sql), parameters);
      durable = this.log.settle();
      release();
      return outcome;
    });
    await durable;
    return result;
  }

  /** Takes the write lock for `step`, which releases it, or keeps it until the end of a transaction. */
  private async startWriting<T>(
    Failure: StorageError,
    step: (main: SqliteHandle, release: () => void) => T,
  ): Promise<T> {
    const release = await this.lock.acquire(this.waits.lockMs);
    try {
      return await retryBusy(this.waits.fileMs, () => {
        this.handles.repair(this.log);
        return this.outside(Failure, (main) => step(main, release));
      });
    } catch (error) {
      release();
      throw error;
    }
  }

  private outside<T>(Failure: StorageError, step: (main: SqliteHandle) => T): T {
    const main = this.handles.main();
    try {
      return step(main);
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
      if (this.transaction === undefined) this.handles.discard();
      else this.handles.discardSide();
      throw new Failure(error);
    }
  }

  private end(transaction: OpenTransaction): void {
    this.transaction = undefined;
    this.handles.unpin();
    transaction.release();
  }

  private transactionOf(work: UnitOfWork): OpenTransaction {
    if (this.transaction?.owner !== work) throw new TransactionLostError();
    return this.transaction;
  }
}
