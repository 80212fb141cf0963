import {
  NamedPlaceholdersNotSupportedError,
  QueryFailedError,
  QueryResult,
  QueryRunnerAlreadyReleasedError,
} from 'typeorm';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import { ProblemError } from '../../common/index.js';
import { DatabaseFrozenError } from '../database.errors.js';
import { heard } from '../heard-statement.js';
import { TransactionLevels } from '../transaction-levels.js';
import type { LevelledRunner } from '../unit-entity-manager.js';
import type { SqliteDriver } from './sqlite-driver.js';
import { isFrozen } from './sqlite-moving.js';
import type { SqliteStore } from './sqlite-store.js';
import type { StatementResult } from './statement-result.js';

/**
 * One unit of work on a SQLite database. TypeORM's own runner is one object that all requests share, so that their
 * transactions mix; this one is made anew for each, and the store decides who may run what when.
 */
export class SqliteQueryRunner extends BetterSqlite3QueryRunner implements LevelledRunner {
  readonly levels = new TransactionLevels(this, {
    begin: (savepoint) => this.begin(savepoint),
    commit: (savepoint, left) => this.commit(savepoint, left),
    rollback: (savepoint) => this.rollback(savepoint),
    lose: (error) => this.store.lose(this, error),
  });
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
    this.levels.leave(1);
    await super.release();
  }

  override async startTransaction(): Promise<void> {
    await this.levels.start();
  }

  override commitTransaction(): Promise<void> {
    return this.levels.commit();
  }

  override rollbackTransaction(): Promise<void> {
    return this.levels.rollback();
  }

  /**
   * Runs one statement.
   * @throws QueryFailedError without the parameters, which are patient data, when SQLite refuses the statement;
   *   ProblemErrors of database.errors.ts as they are.
   */
  override async query<T = unknown>(sql: string, parameters: unknown[] = [], structured = false): Promise<T> {
    this.levels.assertUsable();
    if (!Array.isArray(parameters)) throw new NamedPlaceholdersNotSupportedError();
    const result = await heard(this, sql, parameters, () => this.runStatement(sql, parameters));
    return (structured ? result : result.raw) as T;
  }

  async runUnheard(sql: string, parameters: unknown[]): Promise<QueryResult> {
    this.levels.assertUsable();
    return this.runStatement(sql, parameters);
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

  private async begin(savepoint: string | undefined): Promise<void> {
    if (savepoint !== undefined) return this.store.nest(this, `SAVEPOINT ${savepoint}`);
    await this.store.begin(this);
    if (!this.isReleased) return;
    // Released while it waited for its turn: nobody is left who could end the transaction.
    this.store.rollback(this);
    throw new QueryRunnerAlreadyReleasedError();
  }

  /** Once SQLite has committed, the level is there no more, although the disk may still fail. */
  private async commit(savepoint: string | undefined, left: () => void): Promise<void> {
    const durable = this.endLevel(savepoint);
    left();
    await durable;
  }

  private endLevel(savepoint: string | undefined): Promise<void> | undefined {
    try {
      if (savepoint === undefined) return this.store.commit(this);
      this.store.commitNested(this, `RELEASE ${savepoint}`);
      return undefined;
    } catch (error) {
      throw toFailure('COMMIT', error);
    }
  }

  private rollback(savepoint: string | undefined): void {
    if (savepoint === undefined) return this.store.rollback(this);
    this.store.nest(this, `ROLLBACK TO ${savepoint}`);
    this.store.nest(this, `RELEASE ${savepoint}`);
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
