import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Statement } from 'better-sqlite3';
import { DatabaseMissingError, ForeignDatabaseError } from '../database.errors.js';
import { APPLICATION_ID, applyPragmas } from './pragmas.js';
import { assertAllowed } from './statement-policy.js';

const STATEMENTS_KEPT = 100;

/** Where a SQLite database is and whose it must be. */
export interface SqliteLocation {
  /** Logical name, safe to show in errors; the path is not. */
  readonly name: string;
  readonly path: string;
  /** The owner's number in the file header (`user_version`); absent: any. */
  readonly stamp?: number | undefined;
}

/** One open handle on one file, with its prepared statements. Everything it does is synchronous. */
export class SqliteHandle {
  private readonly statements = new Map<string, Statement>();

  private constructor(private readonly database: Database.Database) {}

  /**
   * Opens a file that must exist, sets and checks its pragmas and checks whose it is.
   * @throws DatabaseMissingError, ForeignDatabaseError, PragmaMismatchError; SQLite's own errors for a damaged file.
   */
  static open(location: SqliteLocation): SqliteHandle {
    const database = openFile(location);
    try {
      applyPragmas(database);
      assertOwner(database, location);
      return new SqliteHandle(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** SQLite's own view of whether a transaction is open on this handle. */
  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  /** Runs a fixed transaction statement of ours. */
  exec(sql: string): void {
    this.prepareCached(sql).run();
  }

  /**
   * A prepared statement for a unit of work.
   * @throws StatementRefusedError for a statement that would leave this database or its transaction.
   */
  prepare(sql: string): Statement {
    return this.statements.get(sql) ?? this.prepareCached(assertAllowed(sql));
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  private prepareCached(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    if (this.statements.size > STATEMENTS_KEPT) {
      const oldest = this.statements.keys().next().value;
      if (oldest !== undefined) this.statements.delete(oldest);
    }
    return statement;
  }
}

function openFile(location: SqliteLocation): Database.Database {
  try {
    return new Database(location.path, { fileMustExist: true, timeout: 0 });
  } catch (error) {
    if (!existsSync(location.path)) throw new DatabaseMissingError(location.name, error);
    throw error;
  }
}

function assertOwner(database: Database.Database, location: SqliteLocation): void {
  if (location.stamp === undefined) return;
  const applicationId: unknown = database.pragma('application_id', { simple: true });
  const stamp: unknown = database.pragma('user_version', { simple: true });
  if (applicationId !== APPLICATION_ID || stamp !== location.stamp) throw new ForeignDatabaseError(location.name);
}
