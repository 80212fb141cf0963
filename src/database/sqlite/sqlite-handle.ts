import type { Database, Statement } from 'better-sqlite3';
import { openDatabase } from './open-database.js';
import type { SqliteLocation } from './open-database.js';
import { busyError } from './sqlite-codes.js';
import { assertAllowed } from './statement-policy.js';

const STATEMENTS_KEPT = 100;

/** One open handle on one file, with its prepared statements. Everything it does is synchronous. */
export class SqliteHandle {
  private readonly statements = new Map<string, Statement>();
  /** Kept apart: a unit of work that finds a BEGIN among the statements could run it past the policy. */
  private readonly transactionStatements = new Map<string, Statement>();

  private version: Statement | undefined;

  private constructor(private readonly database: Database) {}

  /** Its commits are not durable before LogFlush says so. @throws what openDatabase throws. */
  static open(location: SqliteLocation): SqliteHandle {
    return new SqliteHandle(openDatabase(location, 'flushed'));
  }

  /** SQLite's own view of whether a transaction is open on this handle. */
  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  /** Moves with every commit that was not made by this handle. */
  versionOfOthers(): number {
    this.version ??= this.database.prepare('PRAGMA data_version').pluck();
    return this.version.get() as number;
  }

  /** Runs a fixed transaction statement of ours. */
  exec(sql: string): void {
    const statement = this.transactionStatements.get(sql) ?? this.database.prepare(sql);
    this.transactionStatements.set(sql, statement);
    statement.run();
  }

  /** Moves all of the log into the database file, durably. @throws SQLite's own errors, busy ones too. */
  emptyLog(): void {
    const [outcome] = this.database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (outcome?.busy !== 0) throw busyError();
  }

  /**
   * A prepared statement for a unit of work.
   * @throws StatementRefusedError for a statement that would leave this database or its transaction.
   */
  prepare(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.database.prepare(assertAllowed(sql));
    this.statements.set(sql, statement);
    if (this.statements.size > STATEMENTS_KEPT) {
      const oldest = this.statements.keys().next().value;
      if (oldest !== undefined) this.statements.delete(oldest);
    }
    return statement;
  }

  close(): void {
    this.statements.clear();
    this.transactionStatements.clear();
    this.version = undefined;
    this.database.close();
  }
}
