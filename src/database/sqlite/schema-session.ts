import Database from 'better-sqlite3';
import type { SchemaSession } from '../database-engine.js';
import { ForeignKeyCheckError } from '../database.errors.js';
import { applyPragmas } from './pragmas.js';
import { retryBusy } from './retry-busy.js';

/** Longest wait in milliseconds for other writers of the file, e.g. another migrator. */
const LOCK_WAIT_MS = 60_000;

/**
 * Runs `work` as one exclusive transaction on a handle of its own.
 *
 * SQLite rebuilds a table by dropping and renaming it, and with foreign keys enforced the drop deletes the children's
 * rows. They can only be switched off outside a transaction and per handle, so the handle is thrown away afterwards:
 * a failed migration cannot leave them off for anybody else.
 */
export async function runSchemaSession<T>(path: string, work: (session: SchemaSession) => Promise<T>): Promise<T> {
  const database = await retryBusy(LOCK_WAIT_MS, () => openForSchema(path));
  try {
    await retryBusy(LOCK_WAIT_MS, () => database.exec('BEGIN IMMEDIATE'));
    const result = await work({ query: (sql, parameters = []) => run(database, sql, parameters) });
    assertForeignKeys(database);
    database.exec('COMMIT');
    return result;
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
    database.close();
  }
}

function openForSchema(path: string): Database.Database {
  const database = new Database(path, { fileMustExist: true, timeout: 0 });
  try {
    applyPragmas(database);
    database.pragma('foreign_keys = OFF');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function run(database: Database.Database, sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
  const statement = database.prepare(sql);
  if (statement.reader) return statement.all(...parameters);
  statement.run(...parameters);
  return [];
}

function assertForeignKeys(database: Database.Database): void {
  const broken = database.pragma('foreign_key_check') as { table: string }[];
  const table = broken[0]?.table;
  if (table !== undefined) throw new ForeignKeyCheckError(table, broken.length);
}
