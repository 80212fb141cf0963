import {
  NamedPlaceholdersNotSupportedError,
  QueryResult,
  QueryRunnerAlreadyReleasedError,
  TransactionNotStartedError,
} from 'typeorm';
import { PostgresQueryRunner as TypeOrmQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import type { QueryResult as Answer } from 'pg';
import { CommitFailedError, OverlappingTransactionsError, TransactionLostError } from '../database.errors.js';
import type { LevelledRunner } from '../unit-entity-manager.js';
import type { ConnectionLane } from './connection-lane.js';
import { isConnectionLoss, statementError } from './postgres-errors.js';
import type { PostgresDriver } from './postgres-driver.js';

type Connection = Awaited<ReturnType<ConnectionLane['take']>>;

/** One unit of work on a PostgreSQL database: a connection from its first statement to its release. */
export class PostgresQueryRunner extends TypeOrmQueryRunner implements LevelledRunner {
  private readonly lane: ConnectionLane;
  private taken: Promise<Connection> | undefined;
  private isBroken = false;
  private isLost = false;
  private endsWithTransaction = false;
  private hasEnded = false;

  constructor(driver: PostgresDriver) {
    super(driver, 'master');
    this.lane = driver.lane;
  }

  override connect(): Promise<Connection> {
    this.taken ??= this.lane.take();
    return this.taken;
  }

  endWithTransaction(): void {
    this.endsWithTransaction = true;
  }

  /** Ends the unit of work. A transaction that was left open is undone: its connection is closed. */
  override async release(): Promise<void> {
    if (this.isReleased) return;
    this.isReleased = true;
    const isBroken = this.isBroken || this.isTransactionActive;
    this.leaveLevel(1);
    const connection = await this.taken?.catch(() => undefined);
    if (connection) this.lane.giveBack(connection, isBroken);
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

  async startLevel(): Promise<number> {
    this.assertUsable();
    await this.broadcaster.broadcast('BeforeTransactionStart');
    await this.run(this.transactionDepth === 0 ? 'START TRANSACTION' : `SAVEPOINT medadmin_${this.transactionDepth}`);
    this.isTransactionActive = true;
    this.transactionDepth += 1;
    const level = this.transactionDepth;
    await this.broadcaster.broadcast('AfterTransactionStart');
    return level;
  }

  /** Commits the level, which must be the innermost. */
  async commitLevel(level: number): Promise<void> {
    if (!this.isTransactionActive) throw new TransactionNotStartedError();
    await this.broadcaster.broadcast('BeforeTransactionCommit');
    if (level !== this.transactionDepth) throw this.lose();
    if (this.isLost) throw new TransactionLostError();
    if (level > 1) await this.run(`RELEASE SAVEPOINT medadmin_${level - 1}`);
    else await this.commit();
    this.leaveLevel(level);
    await this.broadcaster.broadcast('AfterTransactionCommit');
  }

  /** Undoes the level; when it is not the innermost, all of the transaction is lost. */
  async rollbackLevel(level: number): Promise<void> {
    if (!this.isTransactionActive) throw new TransactionNotStartedError();
    await this.broadcaster.broadcast('BeforeTransactionRollback');
    if (level !== this.transactionDepth) this.lose();
    this.leaveLevel(level);
    // With its connection, whatever is left of it ends.
    if (!this.isBroken) await this.run(level > 1 ? `ROLLBACK TO SAVEPOINT medadmin_${level - 1}` : 'ROLLBACK');
    await this.broadcaster.broadcast('AfterTransactionRollback');
  }

  /**
   * Runs one statement.
   * @throws QueryFailedError without the parameters, which are patient data, and without what the server repeats of
   *   them; ProblemErrors of database.errors.ts for what is not the statement's fault.
   */
  override async query<T = unknown>(sql: string, parameters: unknown[] = [], structured = false): Promise<T> {
    this.assertUsable();
    if (!Array.isArray(parameters)) throw new NamedPlaceholdersNotSupportedError();
    const isHeard = this.dataSource.subscribers.length > 0 && !sql.startsWith('SELECT');
    if (isHeard) await this.broadcaster.broadcast('BeforeQuery', sql, parameters);
    if (this.isLost) throw new TransactionLostError();
    const answer = await this.run(sql, parameters).catch(async (error: unknown) => {
      if (isHeard) await this.broadcaster.broadcast('AfterQuery', sql, parameters, false, undefined, undefined, error);
      throw error;
    });
    const result = toQueryResult(answer);
    if (isHeard)
      await this.broadcaster.broadcast('AfterQuery', sql, parameters, true, undefined, result.raw, undefined);
    return (structured ? result : result.raw) as T;
  }

  private async run(sql: string, parameters?: unknown[]): Promise<Answer> {
    const connection = await this.connect();
    try {
      return await connection.query<Record<string, unknown>>(sql, parameters);
    } catch (error) {
      this.isBroken ||= isConnectionLoss(error);
      throw statementError(sql, error);
    }
  }

  /** Of a transaction in which a statement failed the server says that it was rolled back, and calls that no error. */
  private async commit(): Promise<void> {
    const { command } = await this.run('COMMIT').catch((error: unknown) => {
      throw this.isBroken ? new CommitFailedError(error) : error;
    });
    if (command === 'COMMIT') return;
    this.leaveLevel(1);
    throw new TransactionLostError();
  }

  private lose(): OverlappingTransactionsError {
    this.isLost = true;
    return new OverlappingTransactionsError();
  }

  private assertUsable(): void {
    if (this.isReleased || this.hasEnded) throw new QueryRunnerAlreadyReleasedError();
  }

  private leaveLevel(level: number): void {
    this.transactionDepth = Math.min(this.transactionDepth, level - 1);
    this.isTransactionActive = this.transactionDepth > 0;
    this.isLost &&= this.isTransactionActive;
    this.hasEnded ||= this.endsWithTransaction && !this.isTransactionActive;
  }
}

function toQueryResult({ command, rows, rowCount }: Answer): QueryResult {
  const result = new QueryResult();
  result.records = rows;
  result.raw = command === 'UPDATE' || command === 'DELETE' ? [rows, rowCount] : rows;
  result.affected = rowCount ?? 0;
  return result;
}
