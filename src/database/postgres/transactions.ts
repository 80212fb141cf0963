import type { Client } from 'pg';
import { DatabaseBusyError } from '../database.errors.js';
import { codeOf } from './postgres-errors.js';

/** Any number; all that change a schema take the same, and the server keeps locks of each database apart. */
const SCHEMA_LOCK = 7_305_611;

/** Runs `work` in one transaction. */
export async function inTransaction<T>(client: Client, begin: string, work: () => Promise<T>): Promise<T> {
  await client.query(begin);
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/**
 * Runs `work` in one transaction for schema changes, for which others wait, in any process.
 * @param waitMs longest wait for them, and for each table that somebody uses, in milliseconds.
 * @throws DatabaseBusyError.
 */
export async function inSchemaTransaction<T>(client: Client, waitMs: number, work: () => Promise<T>): Promise<T> {
  // Statements of a migration take as long as they take; waiting for others does not.
  const begin =
    `BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = ${Math.ceil(waitMs)}; ` +
    'SET LOCAL idle_in_transaction_session_timeout = 0';
  try {
    return await inTransaction(client, begin, async () => {
      await client.query(`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`);
      return work();
    });
  } catch (error) {
    throw codeOf(error) === '55P03' ? new DatabaseBusyError(waitMs, error) : error;
  }
}

/** One state of the database for all that is read. */
export const READING = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
