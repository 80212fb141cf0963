import {
  NamedPlaceholdersNotSupportedError,
  QueryFailedError,
  QueryResult,
  QueryRunnerAlreadyReleasedError,
  TransactionNotStartedError,
} from 'typeorm';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import { ProblemError } from '../../common/index.js';
import { DatabaseFrozenError, OverlappingTransactionsError } from '../database.errors.js';
import type { SqliteDriver } from './sqlite-driver.js';
import { isFrozen } from './sqlite-moving.js';
import type { SqliteStore } from './sqlite-store.js';
import type { StatementResult } from './statement-result.js';

/**
 * One unit of work on a SQLite database. TypeORM's own runner is one object that all requests share, so that their
 * transactions mix; this one is made anew for each, and the store decides who may run what when.
 */
export class SqliteQueryRunner extends BetterSqlite3QueryRunner {
  private readonly store: SqliteStore;
  private endsWithTransaction = false;
  private hasEnded = false;

  constructor(driver: SqliteDriver) {
    super(driver);
    this.store = driver.store;
  }

  /** There is no raw connection to hand out: a handle outside the store would bypass the write lock. */
  override connect(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Makes the end of the transaction the end of the unit of work: no statement is run after it. */
  endWithTransaction(): void {
    this.endsWithTransaction = true;
  }

  /** Ends the unit of work; a transaction that was left open is undone, for nobody could end it any more. */
  override async release(): Promise<void> {
    if (this.isReleased) return;
    this.isReleased = true;
    if (this.store.isOwner(this)) this.store.rollback(this);
    this.leaveLevel(1);
    await super.release();
  }

  override async startTransaction(): Promise<void> {
    await this.startLevel();
  }

  override async commitTransaction(): Promise<void> {
    await this.commitLevel(this.transactionDepth);
  }

  override async rollbackTransaction(): Promise<void> {
    await this.rollbackLevel(this.transactionDepth);
  }

  /** Begins a transaction, or a nested one. @returns its level: 1 is the outermost. */
  async startLevel(): Promise<number> {
    this.assertUsable();
    await this.broadcaster.broadcast('BeforeTransactionStart');
    if (this.transactionDepth === 0) await this.begin();
    else this.store.nest(this, `SAVEPOINT medadmin_${this.transactionDepth}`);
    this.isTransactionActive = true;
    this.transactionDepth += 1;
    const level = this.transactionDepth;
    await this.broadcaster.broadcast('AfterTransactionStart');
    return level;
  }

  /**
   * Commits the level, which must be the innermost. When SQLite refuses, the level is still there, to be rolled back;
   * when the storage fails after SQLite's commit (CommitFailedError), it is not.
   */
  async commitLevel(level: number): Promise<void> {
    if (!this.isTransactionActive) throw new TransactionNotStartedError();
    await this.broadcaster.broadcast('BeforeTransactionCommit');
    if (level !== this.transactionDepth) throw this.lose();
    const durable = this.endLevel(level);
    this.leaveLevel(level);
    await durable;
    await this.broadcaster.broadcast('AfterTransactionCommit');
  }

  /** Undoes the level; when it is not the innermost, all of the transaction is lost. */
  async rollbackLevel(level: number): Promise<void> {
    if (!this.isTransactionActive) throw new TransactionNotStartedError();
    await this.broadcaster.broadcast('BeforeTransactionRollback');
    if (level !== this.transactionDepth) this.lose();
    this.leaveLevel(level);
    if (level > 1) this.rollbackNested(level - 1);
    else this.store.rollback(this);
    await this.broadcaster.broadcast('AfterTransactionRollback');
  }

  /**
   * Runs one statement.
   * @throws QueryFailedError without the parameters, which are patient data, when SQLite refuses the statement;
   *   ProblemErrors of database.errors.ts as they are.
   */
  override async query<T = unknown>(sql: string, parameters: unknown[] = [], structured = false): Promise<T> {
    this.assertUsable();
    if (!Array.isArray(parameters)) throw new NamedPlaceholdersNotSupportedError();
    const isHeard = this.hasListeners(sql);
    if (isHeard) await this.broadcaster.broadcast('BeforeQuery', sql, parameters);
    const result = await this.runStatement(sql, parameters).catch(async (error: unknown) => {
      if (isHeard) await this.broadcaster.broadcast('AfterQuery', sql, parameters, false, undefined, undefined, error);
      throw error;
    });
    if (isHeard)
      await this.broadcaster.broadcast('AfterQuery', sql, parameters, true, undefined, result.raw, undefined);
    return (structured ? result : result.raw) as T;
  }

  protected override async loadPragmaRecords(tablePath: string, pragma: string): Promise<unknown> {
    const [, tableName] = this.splitTablePath(tablePath);
    return this.query(`PRAGMA ${pragma}("${tableName}")`);
  }

  private async runStatement(sql: string, parameters: readonly unknown[]): Promise<QueryResult> {
    try {
      return toQueryResult(await this.store.run(this, sql, parameters.map(bindable)));
    } catch (error) {
      throw toFailure(sql, error);
    }
  }

  /** Subscribers hear of statements as with other drivers, but not of plain reads: those must stay as fast as they are. */
  private hasListeners(sql: string): boolean {
    return this.dataSource.subscribers.length > 0 && !sql.startsWith('SELECT');
  }

  private assertUsable(): void {
    if (this.isReleased || this.hasEnded) throw new QueryRunnerAlreadyReleasedError();
  }

  private async begin(): Promise<void> {
    await this.store.begin(this);
    if (!this.isReleased) return;
    // Released while it waited for its turn: nobody is left who could end the transaction.
    this.store.rollback(this);
    throw new QueryRunnerAlreadyReleasedError();
  }

  private endLevel(level: number): Promise<void> | undefined {
    try {
      if (level === 1) return this.store.commit(this);
      this.store.commitNested(this, `RELEASE medadmin_${level - 1}`);
      return undefined;
    } catch (error) {
      throw toFailure('COMMIT', error);
    }
  }

  private lose(): OverlappingTransactionsError {
    const error = new OverlappingTransactionsError();
    this.store.lose(this, error);
    return error;
  }

  private leaveLevel(level: number): void {
    this.transactionDepth = Math.min(this.transactionDepth, level - 1);
    this.isTransactionActive = this.transactionDepth > 0;
    this.hasEnded ||= this.endsWithTransaction && !this.isTransactionActive;
  }

  private rollbackNested(depth: number): void {
    this.store.nest(this, `ROLLBACK TO medadmin_${depth}`);
    this.store.nest(this, `RELEASE medadmin_${depth}`);
  }
}

function toFailure(sql: string, error: unknown): Error {
  if (error instanceof ProblemError) return error;
  return isFrozen(error) ? new DatabaseFrozenError(error) : new QueryFailedError(sql, [], error as Error);
}

/** better-sqlite3 binds no booleans. */
function bindable(parameter: unknown): unknown {
  return typeof parameter === 'boolean' ? Number(parameter) : parameter;
}

function toQueryResult(outcome: StatementResult): QueryResult {
  const result = new QueryResult();
  if ('rows' in outcome) {
    result.raw = outcome.rows;
    result.records = outcome.rows;
  } else {
    result.raw = outcome.lastInsertRowid;
    result.affected = outcome.changes;
  }
  return result;
}
