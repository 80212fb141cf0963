/** @engine sqlite: how SQLite files are used. */
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import type { DataSource, EntityManager } from 'typeorm';
import { DatabaseBusyError, StatementRefusedError } from '../../../src/database/index.js';
import { Entry, PATIENT, testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

/** Writers do not get the lock that the test holds; so whatever succeeds was taken for a reading statement. */
const NO_WAIT = { ...PATIENT, lockMs: 1 };

const NAMES = 'SELECT name FROM pragma_pragma_list ORDER BY name';
const VOLATILE = new Set(['data_version', 'page_count', 'freelist_count', 'schema_version', 'optimize']);

interface Scene {
  readonly database: TestDatabase;
  readonly dataSource: DataSource;
  /** The unit of work that holds the write lock, with one row written and not committed. */
  readonly holder: EntityManager;
  readonly pragmas: readonly string[];
}

describe('A statement that passes for a reading one', () => {
  const testDatabase = testDatabases();

  /** Runs `story` while a transaction of somebody else is open, which must be whole at the end. */
  async function duringTransaction(story: (scene: Scene) => Promise<void>): Promise<void> {
    const database = await testDatabase(NO_WAIT, 'CREATE INDEX entry_side ON entry (side)');
    const dataSource = await database.open();
    const pragmas = (await dataSource.query<{ name: string }[]>(NAMES)).map((row) => row.name);
    await dataSource.getRepository(Entry).insert({ unit: 'before', side: 'left' });
    await dataSource.transaction(async (holder) => {
      await holder.insert(Entry, { unit: 'held', side: 'left' });
      await story({ database, dataSource, holder, pragmas });
      expect(await holder.count(Entry)).toBe(2);
    });
    expect(database.rows('SELECT unit FROM entry')).toEqual([{ unit: 'before' }, { unit: 'held' }]);
  }

  it('changes neither the database, nor a setting, nor a file: every pragma in every form', async () => {
    await duringTransaction(async (scene) => {
      const statements = scene.pragmas.flatMap((name) => formsOf(name));
      expect(statements.length).toBeGreaterThan(600);
      await expectHarmless(scene, statements);
    });
  });

  it('changes neither the database, nor a setting, nor a file: hostile ones behind any noise', async () => {
    await duringTransaction(async (scene) => {
      const noise = fc.string({
        unit: fc.constantFrom(' ', '\n', ';', '-- x\n', '/* x */', '\uFEFF', '(', 'EXPLAIN ', 'QUERY PLAN '),
      });
      const statement = fc.tuple(noise, fc.constantFrom(...HOSTILE), noise).map((parts) => parts.join(''));
      const property = fc.asyncProperty(fc.array(statement, { maxLength: 10 }), (list) => expectHarmless(scene, list));
      await fc.assert(property, { numRuns: 150 });
    });
  });
});

describe('Statements in an order of their own', () => {
  const testDatabase = testDatabases();

  it.each([
    'BEGIN IMMEDIATE',
    'COMMIT',
    'ROLLBACK',
    'SAVEPOINT medadmin_1',
    'RELEASE medadmin_1',
    'ROLLBACK TO medadmin_1',
  ])('may not include %s, also after transactions have run it', async (sql) => {
    const database = await testDatabase();
    const dataSource = await database.open();
    await dataSource.transaction(async (manager) => {
      await manager.transaction((inner) => inner.insert(Entry, { unit: 'a', side: 'left' }));
      await manager.transaction(() => Promise.reject(new Error('undone'))).catch(() => undefined);
      await expect(manager.query(sql)).rejects.toThrow(StatementRefusedError);
    });
    await dataSource.transaction(() => Promise.reject(new Error('undone'))).catch(() => undefined);

    await expect(dataSource.query(sql)).rejects.toThrow(StatementRefusedError);
    await dataSource.getRepository(Entry).insert({ unit: 'a', side: 'right' });
    expect(database.unitsWith(2)).toEqual(['a']);
  });

  it.each([
    "WITH a AS (SELECT 'b' AS unit, 'left' AS side) INSERT INTO entry (unit, side) SELECT * FROM a",
    "/* SELECT */ INSERT INTO entry (unit, side) VALUES ('b', 'left') RETURNING id",
    "WITH a AS (SELECT 1) UPDATE entry SET unit = 'b'",
    'WITH RECURSIVE a(x) AS (SELECT 1) DELETE FROM entry',
    "REPLACE INTO entry (unit, side) VALUES ('b', 'left')",
    'ANALYZE',
    'CREATE TABLE b (id)',
  ])('wait for the write lock when they write: %s', async (sql) => {
    const dataSource = await (await testDatabase(NO_WAIT)).open();
    await dataSource.transaction(async () => {
      await expect(dataSource.query(sql)).rejects.toThrow(DatabaseBusyError);
    });
    await dataSource.query(sql);
  });
});

const HOSTILE = [
  "ATTACH 'stolen.sqlite3' AS stolen",
  "VACUUM INTO 'stolen.sqlite3'",
  'BEGIN IMMEDIATE',
  'COMMIT',
  'END',
  'ROLLBACK',
  'SAVEPOINT a',
  'RELEASE a',
  'PRAGMA foreign_keys=OFF',
  'PRAGMA foreign_keys(0)',
  'PRAGMA synchronous=OFF',
  'PRAGMA user_version(9)',
  'PRAGMA query_only=ON',
  'PRAGMA writable_schema=ON',
  'PRAGMA table_info(entry)',
  'SELECT * FROM entry',
  "SELECT load_extension('evil')",
  "SELECT writefile('stolen.sqlite3', 'x')",
  'SELECT * FROM pragma_foreign_keys(0)',
  'SELECT * FROM pragma_optimize(65538)',
  'SELECT 1; DELETE FROM entry',
  'SELECT 1; PRAGMA foreign_keys=OFF',
  "WITH a AS (SELECT 1) INSERT INTO entry (unit, side) SELECT 'x', 'y'",
  "INSERT INTO entry (unit, side) VALUES ('x', 'y') RETURNING id",
  'DELETE FROM entry RETURNING id',
  'CREATE TEMP TABLE stolen (id)',
  'CREATE TABLE IF NOT EXISTS entry (id)',
];

function formsOf(pragma: string): string[] {
  const values = ['0', '1', "'OFF'", 'DELETE', '65538', "'entry'"];
  const assignments = values.flatMap((value) => [
    `${pragma}=${value}`,
    `${pragma}(${value})`,
    `main.${pragma} = ${value}`,
  ]);
  return [
    ...[pragma, ...assignments].flatMap((form) => [`PRAGMA ${form}`, `EXPLAIN PRAGMA ${form}`]),
    `SELECT * FROM pragma_${pragma}`,
    ...values.map((value) => `SELECT * FROM pragma_${pragma}(${value})`),
  ];
}

/** Runs the statements outside of the open transaction and looks whether anything is different then. */
async function expectHarmless(scene: Scene, statements: readonly string[]): Promise<void> {
  const { database, dataSource, holder } = scene;
  const witness = new Database(database.path, { readonly: true });
  try {
    const before = await state(scene, witness);
    for (const sql of statements) await dataSource.query(sql).catch(() => undefined);
    expect(await state(scene, witness)).toEqual(before);
    expect(await holder.count(Entry)).toBe(2);
  } finally {
    witness.close();
  }
}

async function state({ database, dataSource, holder, pragmas }: Scene, witness: Database.Database): Promise<unknown> {
  return {
    // Another connection's counter changes with every commit to the file.
    version: witness.pragma('data_version'),
    schema: witness.pragma('schema_version'),
    tables: witness.prepare('SELECT name FROM sqlite_schema').all(),
    files: readdirSync(dirname(database.path)),
    side: await settings(dataSource, pragmas),
    main: await settings(holder, pragmas),
  };
}

/** All pragmas that have one value, as one handle has them. */
async function settings(runner: Pick<DataSource, 'query'>, names: readonly string[]): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const name of names.filter((each) => !VOLATILE.has(each))) {
    const rows = await runner.query<object[]>(`SELECT * FROM pragma_${name}`).catch(() => []);
    if (rows.length === 1 && Object.keys(rows[0] ?? {}).length === 1) found[name] = rows;
  }
  return found;
}
