import type { Client } from 'pg';
import { ForeignKeyCheckError } from '../database.errors.js';
import { codeOf } from './postgres-errors.js';
import { literal, quoted } from './postgres-names.js';

const FOREIGN_KEY_VIOLATION = '23503';
/** Those that are always checked at once; others are as their migration wants them. */
const FOREIGN_KEYS = `SELECT conrelid::regclass::text AS "table", conname AS name FROM pg_constraint
  WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace`;

/**
 * Runs `work`, which may write rows before those that they refer to; foreign keys are checked at its end.
 * @param client in a transaction, as the owner of the tables. @throws ForeignKeyCheckError.
 */
export async function withKeysLast<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const { rows: keys } = await client.query<{ table: string; name: string }>(FOREIGN_KEYS);
  for (const { table, name } of keys)
    await client.query(`ALTER TABLE ${table} ALTER CONSTRAINT ${quoted(name)} DEFERRABLE INITIALLY DEFERRED`);
  const result = await work();
  try {
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  } catch (error) {
    const { table = '' } = error as { table?: string };
    throw codeOf(error) === FOREIGN_KEY_VIOLATION ? new ForeignKeyCheckError(table, 1) : error;
  }
  for (const { table, name } of keys) {
    // Where the table or its key is still there.
    const { rows } = await client.query<object>(
      `SELECT FROM pg_constraint WHERE conrelid = to_regclass(${literal(table)}) AND conname = ${literal(name)}`,
    );
    if (rows.length > 0) await client.query(`ALTER TABLE ${table} ALTER CONSTRAINT ${quoted(name)} NOT DEFERRABLE`);
  }
  return result;
}
