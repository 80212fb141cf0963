import { describePostgresSchema } from '../schema/index.js';
import type { SchemaDescription } from '../schema/index.js';

/** How to reach a PostgreSQL server as somebody who may make databases. */
export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

let made = 0;

/**
 * The schema that statements make in an empty database, which is removed again.
 * @throws PostgreSQL's own errors.
 */
export async function describePostgresStatements(
  connection: PostgresConnection,
  statements: readonly string[],
): Promise<SchemaDescription> {
  made += 1;
  const name = `scratch_${process.pid}_${made}`;
  await query(connection, 'postgres', [`CREATE DATABASE ${name}`]);
  try {
    return await query(connection, name, statements);
  } finally {
    await query(connection, 'postgres', [`DROP DATABASE ${name} WITH (FORCE)`]);
  }
}

async function query(
  connection: PostgresConnection,
  database: string,
  statements: readonly string[],
): Promise<SchemaDescription> {
  // Loaded when it is needed: nothing that runs on SQLite only should pay for it.
  const { Client } = (await import('pg')).default;
  const client = new Client({ ...connection, database });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
    return await describePostgresSchema(async (sql) => (await client.query<object>(sql)).rows);
  } finally {
    await client.end();
  }
}
