import { NamedPlaceholdersNotSupportedError, QueryResult } from 'typeorm';
import { PostgresQueryRunner as TypeOrmQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import type { QueryResult as Answer } from 'pg';
import { CommitFailedError, TransactionLostError } from '../database.errors.js';
import type { CountsExpected, LaterCounting } from '../count-later.js';
import { heard } from '../heard-statement.js';
import type { LaterStatement } from '../run-later.js';
import { TransactionLevels } from '../transaction-levels.js';
import type { LevelledRunner } from '../unit-entity-manager.js';
import type { ConnectionLane } from './connection-lane.js';
import { countingAhead } from './counts.js';
import { isConnectionLoss, statementError } from './postgres-errors.js';
import type { PostgresDriver } from './postgres-driver.js';
import { runBehind } from './statement-ahead.js';
import type { StatementAhead } from './statement-ahead.js';

type Connection = Awaited<ReturnType<ConnectionLane['take']>>;

const BEGIN: StatementAhead = { sql: 'START TRANSACTION' };

/**
 * One unit of work on a PostgreSQL database: a connection from its first statement to its release. What nobody waits for,
 * such as the beginning of a transaction, goes to the server with the statement after it.
 */
export class PostgresQueryRunner extends TypeOrmQueryRunner implements LevelledRunner, LaterCounting {
  readonly levels = new TransactionLevels(this, {
    begin: (savepoint) => this.begin(savepoint),
    commit: (savepoint, left) => this.commit(savepoint, left),
    rollback: (savepoint) => this.rollback(savepoint),
  });
  private readonly lane: ConnectionLane;
  private taken: Promise<Connection> | undefined;
  private ahead: StatementAhead[] = [];
  private isBroken = false;

  constructor(driver: PostgresDriver) {
    super(driver, 'master');
    this.lane = driver.lane;
  }

  override connect(): Promise<Connection> {
    this.taken ??= this.lane.take();
    return this.taken;
  }

  /** Ends the unit of work. A transaction that was left open is undone: its connection is closed. */
  override async release(): Promise<void> {
    if (this.isReleased) return;
    this.isReleased = true;
    const isBroken = this.isBroken || this.isTransactionActive;
    this.levels.leave(1);
    const connection = await this.taken?.catch(() => undefined);
    if (connection) this.lane.giveBack(connection, isBroken);
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
   * @throws QueryFailedError without the parameters, which are patient data, and without what the server repeats of
   *   them; ProblemErrors of database.errors.ts for what is not the statement's fault.
   */
  override async query<T = unknown>(sql: string, parameters: unknown[] = [], structured = false): Promise<T> {
    this.levels.assertUsable();
    if (!Array.isArray(parameters)) throw new NamedPlaceholdersNotSupportedError();
    const result = await heard(this, sql, parameters, () => this.runInTransaction(sql, parameters));
    return (structured ? result : result.raw) as T;
  }

  async runUnheard(sql: string, parameters: unknown[]): Promise<QueryResult> {
    this.levels.assertUsable();
    return this.runInTransaction(sql, parameters);
  }

  holdText(text: string): void {
    this.ahead.push({ sql: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', parameters: [text] });
  }

  runLater({ sql, parameters, meaning }: LaterStatement): void {
    const texts = parameters.map((value) => (value === null ? null : String(value)));
    this.ahead.push({ sql, parameters: texts, meaning: (error) => meaning(statementError(sql, error)) });
  }

  countLater(expected: CountsExpected): void {
    this.ahead.push(...countingAhead(expected));
  }

  private async runInTransaction(sql: string, parameters: unknown[]): Promise<QueryResult> {
    if (this.levels.isLost) throw new TransactionLostError();
    return toQueryResult(await this.run(sql, parameters));
  }

  private async run(sql: string, parameters: unknown[] = []): Promise<Answer> {
    const connection = await this.connect();
    const ahead = this.ahead.splice(0);
    try {
      // Without either the driver sends one message, which is the shortest way; it may hold several statements.
      if (ahead.length > 0 || parameters.length > 0) {
        return await runBehind(connection, { ahead, sql, parameters, isRerun: this.isTransactionActive });
      }
      return await connection.query<Record<string, unknown>>(sql, parameters);
    } catch (error) {
      this.isBroken ||= isConnectionLoss(error);
      throw statementError(sql, error);
    }
  }

  /** Whether the server knows of the transaction. */
  private get hasBegun(): boolean {
    return !this.ahead.includes(BEGIN);
  }

  private async begin(savepoint: string | undefined): Promise<void> {
    if (savepoint === undefined) this.ahead = [BEGIN];
    else await this.run(`SAVEPOINT ${savepoint}`);
  }

  private async commit(savepoint: string | undefined, left: () => void): Promise<void> {
    if (this.levels.isLost) throw new TransactionLostError();
    if (savepoint === undefined && !this.hasBegun) this.ahead = [];
    else if (savepoint === undefined) await this.commitAll(left);
    else await this.run(`RELEASE SAVEPOINT ${savepoint}`);
    left();
  }

  /** Of a transaction in which a statement failed the server says that it was rolled back, and calls that no error. */
  private async commitAll(left: () => void): Promise<void> {
    const { command } = await this.run('COMMIT').catch((error: unknown) => {
      throw this.isBroken ? new CommitFailedError(error) : error;
    });
    if (command === 'COMMIT') return;
    left();
    await this.broadcaster.broadcast('AfterTransactionRollback');
    throw new TransactionLostError();
  }

  private async rollback(savepoint: string | undefined): Promise<void> {
    const { hasBegun } = this;
    this.ahead = [];
    // With its connection, whatever is left of it ends.
    if (hasBegun && !this.isBroken)
      await this.run(savepoint === undefined ? 'ROLLBACK' : `ROLLBACK TO SAVEPOINT ${savepoint}`);
  }
}

function toQueryResult({ command, rows, rowCount }: Answer): QueryResult {
  const result = new QueryResult();
  result.records = rows;
  result.raw = command === 'UPDATE' || command === 'DELETE' ? [rows, rowCount] : rows;
  result.affected = rowCount ?? 0;
  return result;
}
