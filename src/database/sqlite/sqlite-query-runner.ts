import { QueryFailedError, QueryResult, QueryRunnerAlreadyReleasedError, TransactionNotStartedError } from 'typeorm';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import { ProblemError } from '../../common/index.js';
import type { SqliteDriver } from './sqlite-driver.js';
import type { SqliteStore, StatementResult } from './sqlite-store.js';

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
    if (this.store.isOwner(this)) this.store.rollback(this);
    await super.release();
    this.isReleased = true;
  }

  override async startTransaction(): Promise<void> {
    if (this.isReleased) throw new QueryRunnerAlreadyReleasedError();
    await this.broadcaster.broadcast('BeforeTransactionStart');
    if (this.transactionDepth === 0) await this.store.begin(this);
    else this.store.nested(this, `SAVEPOINT medadmin_${this.transactionDepth}`);
    this.isTransactionActive = true;
    this.transactionDepth += 1;
    await this.broadcaster.broadcast('AfterTransactionStart');
  }

  override async commitTransaction(): Promise<void> {
    if (!this.isTransactionActive) throw new TransactionNotStartedError();
    await this.broadcaster.broadcast('BeforeTransactionCommit');
    const depth = this.leaveTransaction();
    if (depth > 0) this.store.nested(this, `RELEASE medadmin_${depth}`);
    else this.store.commit(this);
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
    try {
      const result = toQueryResult(await this.store.run(this, sql, parameters.map(bindable)));
      return (structured ? result : result.raw) as T;
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      throw new QueryFailedError(sql, [], error instanceof Error ? error : new Error('unknown'));
    }
  }

  protected override async loadPragmaRecords(tablePath: string, pragma: string): Promise<unknown> {
    const [, tableName] = this.splitTablePath(tablePath);
    return this.query(`PRAGMA ${pragma}("${tableName}")`);
  }

  private leaveTransaction(): number {
    this.transactionDepth -= 1;
    this.isTransactionActive = this.transactionDepth > 0;
    return this.transactionDepth;
  }

  private rollbackNested(depth: number): void {
    this.store.nested(this, `ROLLBACK TO medadmin_${depth}`);
    this.store.nested(this, `RELEASE medadmin_${depth}`);
  }
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
