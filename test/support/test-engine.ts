import { createHash, createSecretKey } from 'node:crypto';
import pg from 'pg';
import { SqliteEngine } from '../../src/database/index.js';
import type { DatabaseEngine, EngineKind } from '../../src/database/index.js';
import { PostgresEngine } from '../../src/database/postgres/postgres-engine.js';

/** The engine that tests run on: `TEST_ENGINE=postgres npm test` has all that are not about files run on PostgreSQL. */
export const TEST_ENGINE: EngineKind = process.env.TEST_ENGINE === 'postgres' ? 'postgres' : 'sqlite';

/** Set by postgres-cluster.ts: the server that all tests of a run share. */
const SERVER = process.env.TEST_POSTGRES_URL ?? '';
const NAME_LENGTH = 7;

/** Settings that choose the engine of a test's installation. On PostgreSQL each data folder has databases of its own. */
export function engineSettings(dataDir: string): Record<string, string> {
  if (TEST_ENGINE === 'sqlite') return {};
  const prefix = prefixOf(dataDir);
  const master = new URL(`/${prefix}master`, SERVER);
  master.username = `${prefix}app`;
  master.password = 'served-by-this-role';
  return { DATABASE_ENGINE: 'postgres', DATABASE_URL: master.href, POSTGRES_ADMIN_URL: SERVER };
}

/** The engine itself, on the databases of a data folder. */
export function testEngine(dataDir: string): DatabaseEngine {
  if (TEST_ENGINE === 'sqlite') return new SqliteEngine(dataDir);
  const { DATABASE_URL = '', POSTGRES_ADMIN_URL } = engineSettings(dataDir);
  const key = createSecretKey(Buffer.alloc(32, 'k'));
  return new PostgresEngine({ masterUrl: DATABASE_URL, adminUrl: POSTGRES_ADMIN_URL, key, scratch: dataDir });
}

/** Removes the databases of a data folder from the server, whoever is connected to them. */
export async function removeDatabases(dataDir: string): Promise<void> {
  if (TEST_ENGINE === 'sqlite') return;
  const prefix = prefixOf(dataDir);
  const client = new pg.Client({ connectionString: SERVER });
  await client.connect();
  try {
    const named = async (sql: string): Promise<string[]> =>
      (await client.query<{ name: string }>(sql, [`${prefix.replace('_', '\\_')}%`])).rows.map(({ name }) => name);
    for (const name of await named('SELECT datname AS name FROM pg_database WHERE datname LIKE $1'))
      await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    for (const name of await named('SELECT rolname AS name FROM pg_roles WHERE rolname LIKE $1'))
      await client.query(`DROP ROLE IF EXISTS "${name}"`).catch(() => undefined);
  } finally {
    await client.end();
  }
}

function prefixOf(dataDir: string): string {
  const number = BigInt(`0x${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);
  return `t${number.toString(36).padStart(NAME_LENGTH, '0').slice(-NAME_LENGTH)}_`;
}
