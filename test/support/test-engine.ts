import { createHash, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Options } from 'better-sqlite3';
import { describe } from '@jest/globals';
import pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { unseal } from '../../src/common/index.js';
import { Secret, wrappingKeys } from '../../src/config/index.js';
import { SqliteEngine } from '../../src/database/index.js';
import type { DatabaseEngine, EngineKind } from '../../src/database/index.js';
import { openHandle } from '../../src/database/sqlite/cipher/open-handle.js';
import { PostgresEngine } from '../../src/database/postgres/postgres-engine.js';

/** The engine that tests run on: `TEST_ENGINE=postgres npm test` has all that are not about files run on PostgreSQL. */
export const TEST_ENGINE: EngineKind = process.env.TEST_ENGINE === 'postgres' ? 'postgres' : 'sqlite';

/** `TEST_ENCRYPTION=on npm test -- --selectProjects sqlite` has installations with encrypted databases. */
export const IS_ENCRYPTED = process.env.TEST_ENCRYPTION === 'on';
export const ENCRYPTION_KEY = Buffer.alloc(32, 'e').toString('base64');

/** A whole run on PostgreSQL, or with several instances, see jest.config.mjs. */
export const IS_WHOLE = process.env.TEST_WHOLE === 'on';

/** Declares tests that are about one engine only, for the reason given; whole runs on the other one say so. */
export function describeOn(engine: EngineKind, reason: string): (name: string, tests: () => void) => void {
  return (name, tests) => {
    if (engine === TEST_ENGINE) describe(name, tests);
    else if (IS_WHOLE) process.stderr.write(`left out: ${name} (${engine} only: ${reason})\n`);
  };
}

/** Declares tests that are about files which are not encrypted, for the reason given; runs on encrypted ones say so. */
export function describePlain(reason: string): (name: string, tests: () => void) => void {
  return (name, tests) => {
    if (!IS_ENCRYPTED) return describeOn('sqlite', reason)(name, tests);
    process.stderr.write(`left out: ${name} (plain files only: ${reason})\n`);
  };
}

/** Set by test/setup/start-postgres.mjs: the server that all tests of a run share, and that goes with all databases. */
const SERVER = process.env.TEST_POSTGRES_URL ?? '';
const NAME_LENGTH = 7;
const WRAPPED_KEY = `SELECT company_id AS id, number, wrapped_key AS wrapped FROM database_key
  JOIN master_company company ON company.id = company_id WHERE state = 'current' AND company.database_name = ?`;
const INT8_OID = 20;
// Counts are numbers, as SQLite gives them.
pg.types.setTypeParser(INT8_OID, Number);
/** It serves the master databases of all tests. */
const SERVING_ROLE = 'medadmin_app';

/** Settings that choose the engine of a test's installation. On PostgreSQL each data folder has databases of its own. */
export function engineSettings(dataDir: string): Record<string, string> {
  if (TEST_ENGINE === 'sqlite') return IS_ENCRYPTED ? { TENANT_ENCRYPTION_KEY: ENCRYPTION_KEY } : {};
  const prefix = prefixOf(dataDir);
  const master = new URL(`/${prefix}master`, SERVER);
  master.username = SERVING_ROLE;
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

/** A statement with `?` for its values, on either engine. */
export function raw<Rows = unknown>(
  on: DataSource | EntityManager,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Rows> {
  return on.query<Rows>(numbered(sql), [...values]);
}

/** A point in time that a raw statement gave, as SQLite keeps it. */
export function stored(instant: unknown): string {
  return instant instanceof Date ? instant.toISOString().replace('T', ' ').replace('Z', '') : String(instant);
}

function numbered(sql: string): string {
  let number = 0;
  return TEST_ENGINE === 'sqlite' ? sql : sql.replace(/\?/g, () => `$${(number += 1)}`);
}

/**
 * Works on a database of a data folder by a connection that knows nothing of ours.
 * @param name `master`, `tenant_city_hospital`.
 * @returns the rows of the last statement.
 */
export async function directly<Row = Record<string, unknown>>(
  dataDir: string,
  name: string,
  ...statements: readonly string[]
): Promise<Row[]> {
  if (TEST_ENGINE === 'sqlite') return inFile<Row>(dataDir, name, statements);
  const client = new pg.Client({ connectionString: new URL(`/${prefixOf(dataDir)}${name}`, SERVER).href });
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const sql of statements) ({ rows } = await client.query<object>(sql));
    return rows as Row[];
  } finally {
    await client.end();
  }
}

/** As whoever has the master database and TENANT_ENCRYPTION_KEY finds it. */
export function keyOf(
  dataDir: string,
  name: string,
  tenantEncryptionKey: string = ENCRYPTION_KEY,
): Uint8Array | undefined {
  if (name === 'master') return undefined;
  const master = new Database(join(dataDir, 'db.sqlite3'), { fileMustExist: true });
  try {
    const row = master.prepare<[string], { id: number; number: number; wrapped: string }>(WRAPPED_KEY).get(name);
    if (row === undefined) return undefined;
    const [wrapping] = wrappingKeys({ tenantEncryptionKey: new Secret(tenantEncryptionKey) });
    return Buffer.from(
      unseal<string>(row.wrapped, wrapping!.key, `database_key|${row.id}|${row.number}|wrapped_key`)!,
      'base64',
    );
  } finally {
    master.close();
  }
}

/**
 * A handle that knows nothing of ours on a file of an installation's data folder, of a company or not, encrypted or not.
 * @param path of the file where it belongs, `tenant_databases/…` or the master's.
 */
export function openFile(path: string, options: Options = {}): Database.Database {
  const [folder, name] = [dirname(path), basename(path, '.sqlite3')];
  const isCompanys = IS_ENCRYPTED && basename(folder) === 'tenant_databases' && name.startsWith('tenant_');
  return openHandle(path, isCompanys ? keyOf(dirname(folder), name) : undefined, options);
}

function inFile<Row>(dataDir: string, name: string, statements: readonly string[]): Row[] {
  const path = name === 'master' ? 'db.sqlite3' : join('tenant_databases', `${name}.sqlite3`);
  const database = openHandle(join(dataDir, path), keyOf(dataDir, name), { fileMustExist: true });
  try {
    let rows: unknown[] = [];
    for (const sql of statements) {
      const statement = database.prepare(sql);
      if (statement.reader) rows = statement.all();
      else statement.run();
    }
    return rows as Row[];
  } finally {
    database.close();
  }
}

/** Names of databases that are not to last. */
export function scratchNames(dataDir: string): Promise<string[]> {
  return testEngine(dataDir).list('scratch');
}

/** Names of the companies' databases of a data folder: `tenant_city_hospital`. */
export function databaseNames(dataDir: string): Promise<string[]> {
  return testEngine(dataDir).list('tenant');
}

/** SHA-256 of a company's database: of the file, or of all rows but those of the audit log, which no restore takes back. */
export async function contentHash(dataDir: string, name: string): Promise<string> {
  const hash = createHash('sha256');
  if (TEST_ENGINE === 'sqlite') {
    return hash.update(readFileSync(join(dataDir, 'tenant_databases', `${name}.sqlite3`))).digest('hex');
  }
  return hash.update(await allRows(dataDir, name, 'audit_')).digest('hex');
}

/** All that is written in the master database of a data folder. */
export async function masterContent(dataDir: string): Promise<string> {
  if (TEST_ENGINE === 'sqlite') {
    const files = ['db.sqlite3', 'db.sqlite3-wal'].map((name) => readFileSync(join(dataDir, name), 'latin1'));
    return files.join('');
  }
  return allRows(dataDir, 'master');
}

/** @param without how names of tables begin that are left out. */
async function allRows(dataDir: string, database: string, without = '-'): Promise<string> {
  const tables = await directly<{ name: string }>(
    dataDir,
    database,
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  const rows: unknown[] = [];
  for (const { name } of tables.filter((table) => !table.name.startsWith(without)))
    rows.push(await directly(dataDir, database, `SELECT t::text FROM ${name} t ORDER BY 1`));
  return JSON.stringify(rows);
}

/** Databases on the server, `master` or `tenant_…`, in which one of the texts stands, or in their names; none on SQLite. */
export async function databasesWith(dataDir: string, texts: readonly string[]): Promise<string[]> {
  if (TEST_ENGINE === 'sqlite') return [];
  const wanted = texts.map((text) => text.toLowerCase());
  const found: string[] = [];
  for (const name of ['master', ...(await databaseNames(dataDir)), ...(await scratchNames(dataDir))]) {
    const content = `${name}\n${await allRows(dataDir, name)}`.toLowerCase();
    if (wanted.some((text) => content.includes(text))) found.push(name);
  }
  return found;
}

/** Copies the databases of one data folder for another one, which has its key file too. */
export async function copyDatabases(from: string, to: string): Promise<void> {
  if (TEST_ENGINE === 'sqlite') return;
  const [source, target] = [prefixOf(from), prefixOf(to)];
  const named = async (client: pg.Client, sql: string): Promise<string[]> =>
    (await client.query<{ name: string }>(sql, [`${source.replace('_', '\\_')}%`])).rows.map(({ name }) => name);
  await onServer(async (client) => {
    const roles = await named(client, 'SELECT rolname AS name FROM pg_roles WHERE rolname LIKE $1');
    for (const name of await named(client, 'SELECT datname AS name FROM pg_database WHERE datname LIKE $1')) {
      const copy = name.replace(source, target);
      await client.query(`CREATE DATABASE "${copy}" TEMPLATE "${name}"`);
      await client.query(`REVOKE ALL ON DATABASE "${copy}" FROM PUBLIC`);
      for (const role of [SERVING_ROLE, ...roles])
        await client.query(`GRANT CONNECT ON DATABASE "${copy}" TO "${role}"`);
    }
  });
}

async function onServer(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: SERVER });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function prefixOf(dataDir: string): string {
  const number = BigInt(`0x${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);
  return `t${number.toString(36).padStart(NAME_LENGTH, '0').slice(-NAME_LENGTH)}_`;
}
