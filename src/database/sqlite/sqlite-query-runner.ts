import {
  NamedPlaceholdersNotSupportedError,
  QueryFailedError,
  QueryResult,
  QueryRunnerAlreadyReleasedError,
  TransactionNotStartedError,
} from 'typeorm';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import { ProblemError } from '../../common/index.js';
import type { SqliteDriver } from './sqlite-driver.js';
import type { SqliteStore } from './sqlite-store.js';
import type { StatementResult } from './statement-result.js';

/**
 * One unit of work on a SQLite database. TypeORM's own runner is one object that all requests share, so that their
 * transactions mix; this one is made anew for each, and the store decides who may run what when.
 */
export class SqliteQueryRunner extends BetterSqlite3QueryRunner {
  private readonly store: SqliteStore;

  constructor(driver: SqliteDriver) {
    super(driver);
    this.store = driver.store;
  }

  /** There is no raw connection to hand out: a handle outside the store would bypass the write lock. */
  override connect(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Ends the unit of work; a transaction that was left open is undone, for nobody could end it any more. */
  override async release(): Promise<void> {
    if (this.isReleased) return;
    this.isReleased = true;
    if (this.store.isOwner(this)) this.store.rollback(this);
    this.transactionDepth = 0;
    this.isTransactionActive = false;
    await super.release();
  }

  override async startTransaction(): Promise<void> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    await this.broadcaster.broadcast('BeforeTransactionStart');
    if (this.transactionDepth === 0) await this.begin();
    else this.store.nest(this, `SAVEPOINT medadmin_${this.transactionDepth}`);
    this.isTransactionActive = true;
    this.transactionDepth += 1;
    await this.broadcaster.broadcast('AfterTransactionStart');
  }

  override async commitTransaction(): Promise<void> {
    if (!this.isTransactionActive) throw new TransactionNotStartedError();
    await this.broadcaster.broadcast('BeforeTransactionCommit');
    // The level is left only when this worked: who is told otherwise rolls back, and must find the level it means.
    this.commitLevel(this.transactionDepth - 1);
    this.leaveTransaction();
    await this.broadcaster.broadcast('AfterTransactionCommit');
  }

  override async rollbackTransaction(): Promise<void> {
    if (!this.isTransactionActive) throw new TransactionNotStartedError();
    await this.broadcaster.broadcast('BeforeTransactionRollback');
    const depth = this.leaveTransaction();
    if (depth > 0) this.rollbackNested(depth);
    else this.store.rollback(this);
    await this.broadcaster.broadcast('AfterTransactionRollback');
  }

  /**
   * Runs one statement.
   * @throws QueryFailedError without the parameters, which are patient data, when SQLite refuses the statement;
   *   ProblemErrors of database.errors.ts as they are.
   */
  override async query<T = unknown>(sql: string, parameters: unknown[] = [], structured = false): Promise<T> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    if (!Array.isArray(parameters)) throw new NamedPlaceholdersNotSupportedError();
    try {
      const result = toQueryResult(await this.store.run(this, sql, parameters.map(bindable)));
      return (structured ? result : result.raw) as T;
    } catch (error) {
      throw toFailure(sql, error);
    }
  }

  protected override async loadPragmaRecords(tablePath: string, pragma: string): Promise<unknown> {
    const [, tableName] = this.splitTablePath(tablePath);
    return this.query(`PRAGMA ${pragma}("${tableName}")`);
  }

  private async begin(): Promise<void> {
    await this.store.begin(this);
    if (!this.isReleased) return;
    // Released while it waited for its turn: nobody is left who could end the transaction.
    this.store.rollback(this);
    throw new QueryRunnerAlreadyReleasedError();
  }

  private commitLevel(depth: number): void {
    try {
      if (depth > 0) this.store.commitNested(this, `RELEASE medadmin_${depth}`);
      else this.store.commit(this);
    } catch (error) {
      throw toFailure('COMMIT', error);
    }
  }

  private leaveTransaction(): number {
    this.transactionDepth -= 1;
    this.isTransactionActive = this.transactionDepth > 0;
    return this.transactionDepth;
  }

  private rollbackNested(depth: number): void {
    this.store.nest(this, `ROLLBACK TO medadmin_${depth}`);
    this.store.nest(this, `RELEASE medadmin_${depth}`);
  }
}

function toFailure(sql: string, error: unknown): Error {
  return error instanceof ProblemError ? error : new QueryFailedError(sql, [], error as Error);
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
