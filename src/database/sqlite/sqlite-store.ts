import type { Statement } from 'better-sqlite3';
import { CommitFailedError, DatabaseClosedError, TransactionLostError } from '../database.errors.js';
import { retryBusy, sqliteCode } from './retry-busy.js';
import { SqliteHandle } from './sqlite-handle.js';
import type { SideHandles } from './side-handles.js';
import type { SqliteLocation } from './sqlite-handle.js';
import { WriteLock } from './write-lock.js';

/** Longest wait in milliseconds for this process's write lock, and then for other processes' locks on the file. */
const WRITE_WAIT_MS = 10_000;
const FILE_WAIT_MS = 10_000;

/** What a statement gave: rows of a reading one (or of RETURNING), changes and row id of a writing one. */
export type StatementResult =
  | { readonly rows: unknown[] }
  | { readonly changes: number; readonly lastInsertRowid: number | bigint };

/** Somebody who runs statements; a query runner. Its identity says whose transaction is open. */
export type UnitOfWork = object;

/**
 * One SQLite file as its users share it: readers at any time, one writer at a time.
 *
 * At rest it has one handle, three file descriptors. Reads and single writing statements run on it, each within one
 * synchronous call. Only while a transaction is open across `await`s do other readers need a handle of their own, so
 * that they see committed rows only; the side handle is opened then, and kept within the engine's budget of them.
 */
export class SqliteStore {
  private readonly lock = new WriteLock();
  private main: SqliteHandle | undefined;
  private owner: UnitOfWork | undefined;
  private releaseLock: (() => void) | undefined;
  private lost: unknown;
  private closed = true;

  constructor(
    private readonly location: SqliteLocation,
    private readonly sideHandles: SideHandles,
  ) {}

  /** Opens the file, which must exist. @throws what SqliteHandle.open throws; DatabaseBusyError. */
  async open(): Promise<void> {
    this.closed = false;
    await retryBusy(FILE_WAIT_MS, () => this.mainHandle());
  }

  /** Closes the handles once the unit of work under way has ended. Later use throws DatabaseClosedError. */
  async close(): Promise<void> {
    const release = await this.lock.acquire(WRITE_WAIT_MS);
    this.closed = true;
    this.discardHandles();
    release();
  }

  /**
   * Runs one statement: inside the open transaction if `work` owns it; else on a reading handle, or, if it writes,
   * under the write lock as a transaction of its own.
   */
  async run(work: UnitOfWork, sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    if (this.owner === work) return this.guarded(() => execute(this.mainHandle().prepare(sql), parameters));
    const read = await retryBusy(FILE_WAIT_MS, () => this.runReading(sql, parameters));
    return read ?? this.runWriting(sql, parameters);
  }

  /** Takes the write lock and begins. IMMEDIATE: a deferred one fails when it turns from reading to writing. */
  async begin(work: UnitOfWork): Promise<void> {
    const release = await this.lock.acquire(WRITE_WAIT_MS);
    try {
      await retryBusy(FILE_WAIT_MS, () => this.mainHandle().exec('BEGIN IMMEDIATE'));
    } catch (error) {
      this.discardIfPoisoned(error);
      release();
      throw error;
    }
    this.owner = work;
    this.releaseLock = release;
    this.lost = undefined;
  }

  /**
   * @throws TransactionLostError when SQLite had already given the transaction up: nothing was saved.
   * @throws CommitFailedError when the storage failed at the commit itself.
   */
  commit(work: UnitOfWork): void {
    this.assertOwner(work);
    const lost = this.lost;
    try {
      if (lost !== undefined) throw new TransactionLostError(lost);
      this.mainHandle().exec('COMMIT');
    } catch (error) {
      if (lost !== undefined) throw error;
      this.discardHandlesUnlessConstraint(error);
      throw sqliteCode(error).startsWith('SQLITE_CONSTRAINT') ? error : new CommitFailedError(error);
    } finally {
      this.end();
    }
  }

  /** Undoes the transaction; one that SQLite already undid is fine. */
  rollback(work: UnitOfWork): void {
    this.assertOwner(work);
    try {
      if (this.main?.inTransaction) this.main.exec('ROLLBACK');
    } catch {
      this.discardHandles();
    } finally {
      this.end();
    }
  }

  /** SAVEPOINT, RELEASE or ROLLBACK TO of a nested transaction. */
  nested(work: UnitOfWork, sql: string): void {
    this.assertOwner(work);
    this.guarded(() => this.mainHandle().exec(sql));
  }

  /** Whether `work` has the open transaction. */
  isOwner(work: UnitOfWork): boolean {
    return this.owner === work;
  }

  /** Runs a reading statement; undefined, and nothing done, for a writing one. */
  private runReading(sql: string, parameters: readonly unknown[]): StatementResult | undefined {
    try {
      const statement = this.mainHandle().prepare(sql);
      if (!statement.readonly) return undefined;
      const isOthersTransactionOpen = this.owner !== undefined;
      return execute(isOthersTransactionOpen ? this.sideHandle().prepare(sql) : statement, parameters);
    } catch (error) {
      if (this.owner === undefined) this.discardIfPoisoned(error);
      throw error;
    }
  }

  private async runWriting(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    const release = await this.lock.acquire(WRITE_WAIT_MS);
    try {
      return await retryBusy(FILE_WAIT_MS, () => execute(this.mainHandle().prepare(sql), parameters));
    } catch (error) {
      this.discardIfPoisoned(error);
      throw error;
    } finally {
      release();
    }
  }

  private guarded<T>(statement: () => T): T {
    if (this.lost !== undefined) throw new TransactionLostError(this.lost);
    try {
      return statement();
    } catch (error) {
      // SQLite may have rolled everything back (disk full, I/O error). Later statements would then be committed one by
      // one and the caller told that its unit of work was saved.
      if (isPoisonous(error) || !this.main?.inTransaction) {
        this.lost = error;
        this.discardHandles();
      }
      throw error;
    }
  }

  private end(): void {
    this.owner = undefined;
    this.lost = undefined;
    if (this.main?.inTransaction) this.discardHandles();
    const release = this.releaseLock;
    this.releaseLock = undefined;
    release?.();
  }

  private mainHandle(): SqliteHandle {
    if (this.closed) throw new DatabaseClosedError(this.location.name);
    this.main ??= SqliteHandle.open(this.location);
    return this.main;
  }

  private sideHandle(): SqliteHandle {
    return this.sideHandles.of(this, this.location);
  }

  private discardIfPoisoned(error: unknown): void {
    if (isPoisonous(error) || this.main?.inTransaction) this.discardHandles();
  }

  private discardHandlesUnlessConstraint(error: unknown): void {
    if (!sqliteCode(error).startsWith('SQLITE_CONSTRAINT')) return this.discardHandles();
    this.main?.exec('ROLLBACK');
  }

  private discardHandles(): void {
    for (const close of [() => this.sideHandles.close(this), () => this.main?.close()]) {
      try {
        close();
      } catch {
        // A handle on failed storage may not close cleanly; it is dropped either way.
      }
    }
    this.main = undefined;
  }

  private assertOwner(work: UnitOfWork): void {
    if (this.owner !== work) throw new TransactionLostError();
  }
}

/** Results after which a handle is not to be trusted with another statement. */
function isPoisonous(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|CANTOPEN|NOMEM|PROTOCOL|READONLY)/.test(sqliteCode(error));
}

function execute(statement: Statement, parameters: readonly unknown[]): StatementResult {
  return statement.reader ? { rows: statement.all(...parameters) } : statement.run(...parameters);
}
