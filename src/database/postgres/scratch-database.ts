import { describePostgresSchema } from '../schema/index.js';
import type { SchemaDescription } from '../schema/index.js';

/** How to reach a PostgreSQL server as somebody who may make tables and extensions. */
export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/**
 * The schema that statements make in the empty database `postgres`, in a transaction that is rolled back: nothing is
 * left of it, and the server need not copy a database each time.
 * @throws PostgreSQL's own errors.
 */
export async function describePostgresStatements(
  connection: PostgresConnection,
  statements: readonly string[],
): Promise<SchemaDescription> {
  // Loaded when it is needed: nothing that runs on SQLite only should pay for it.
  const { Client } = (await import('pg')).default;
  const client = new Client({ ...connection, database: 'postgres' });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const sql of statements) await client.query(sql);
    return await describePostgresSchema(async (sql) => (await client.query<object>(sql)).rows);
  } finally {
    // The server rolls back what a closed connection leaves.
    await client.end();
  }
}
