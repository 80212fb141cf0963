import type { Client } from 'pg';
import type { SchemaSession } from '../database-engine.js';
import { withKeysLast } from './keys-last.js';
import { moveNumbersOn } from './next-numbers.js';
import { runner } from './postgres-access.js';
import { inSchemaTransaction } from './transactions.js';

/** Longest wait in milliseconds of schema changes for whoever uses the database. */
export const SCHEMA_WAIT_MS = 10_000;

/**
 * Runs `work` as DatabaseEngine.withSchema says; rows that it wrote with numbers of their own are followed by greater ones.
 * @param waitMs longest wait for others, in milliseconds. @throws DatabaseBusyError, ForeignKeyCheckError.
 */
export function runSchemaSession<T>(
  client: Client,
  waitMs: number,
  work: (session: SchemaSession) => Promise<T>,
): Promise<T> {
  const query: SchemaSession['query'] = async (sql, parameters = []) =>
    (await client.query<object>(sql, [...parameters])).rows;
  return inSchemaTransaction(client, waitMs, async () => {
    const result = await withKeysLast(client, () => work({ query }));
    await moveNumbersOn(runner(client));
    return result;
  });
}
