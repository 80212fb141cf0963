import type { Database } from 'better-sqlite3';
import type { SchemaSession } from '../database-engine.js';
import { ForeignKeyCheckError, TransactionLostError } from '../database.errors.js';
import { openDatabase } from './open-database.js';
import type { SqliteLocation } from './open-database.js';
import { retryBusy } from './retry-busy.js';
import { assertAllowed } from './statement-policy.js';
import { execute } from './statement-result.js';

/**
 * Runs `work` as one exclusive transaction on a handle of its own.
 *
 * SQLite rebuilds a table by dropping and renaming it, and with foreign keys enforced the drop deletes the children's
 * rows. They can only be switched off outside a transaction and per handle, so the handle is thrown away afterwards:
 * a failed migration cannot leave them off for anybody else.
 * @param waitMs longest wait in milliseconds for other writers of the file.
 */
export async function runSchemaSession<T>(
  location: SqliteLocation,
  waitMs: number,
  work: (session: SchemaSession) => Promise<T>,
): Promise<T> {
  const database = await retryBusy(waitMs, () => openForSchema(location));
  try {
    await retryBusy(waitMs, () => database.exec('BEGIN IMMEDIATE'));
    const result = await work({
      query: (sql, parameters = []) => Promise.resolve().then(() => run(database, sql, parameters)),
    });
    assertForeignKeys(database);
    database.exec('COMMIT');
    return result;
  } finally {
    // Undoes a transaction that is still open.
    database.close();
  }
}

function openForSchema(location: SqliteLocation): Database {
  const database = openDatabase(location);
  database.pragma('foreign_keys = OFF');
  return database;
}

function run(database: Database, sql: string, parameters: readonly unknown[]): unknown[] {
  // SQLite may have undone everything by itself; what follows would then be saved statement by statement.
  if (!database.inTransaction) throw new TransactionLostError();
  const result = execute(database.prepare(assertAllowed(sql)), parameters);
  return 'rows' in result ? result.rows : [];
}

function assertForeignKeys(database: Database): void {
  if (!database.inTransaction) throw new TransactionLostError();
  const broken = database.pragma('foreign_key_check') as { table: string }[];
  const table = broken[0]?.table;
  if (table !== undefined) throw new ForeignKeyCheckError(table, broken.length);
}
