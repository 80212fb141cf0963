import type { Client } from 'pg';
import { quoted } from './postgres-names.js';
import { codeOf } from './postgres-errors.js';
import { tableNames } from './table-rows.js';
import { DatabaseBusyError } from '../database.errors.js';

/** Longest wait in milliseconds for whoever uses a table. */
const WAIT_MS = 10_000;
const NOT_IN_TIME = '55P03';

/**
 * Writes every table of the database that `client` is connected to anew, without what deleted and overwritten rows left.
 * The server's log and its archive belong to all databases of the server: they are kept as long as its administrator has
 * it.
 * @throws DatabaseBusyError.
 */
export async function scrubDatabase(client: Client): Promise<void> {
  await client.query(`SET statement_timeout = 0; SET lock_timeout = ${WAIT_MS}`);
  try {
    // One by one: VACUUM is not for transactions.
    for (const table of await tableNames(client)) await client.query(`VACUUM (FULL, ANALYZE) ${quoted(table)}`);
  } catch (error) {
    throw codeOf(error) === NOT_IN_TIME ? new DatabaseBusyError(WAIT_MS, error) : error;
  }
}
