/** @engine sqlite: how SQLite files are used. */
import { execFile } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { SystemClock } from '../../../src/common/index.js';
import { Migrator, SqliteEngine } from '../../../src/database/index.js';
import type { Migration, MigrationJob } from '../../../src/database/index.js';
import { migrateFile } from '../../../src/database/sqlite/migrate-file.js';
import { programFile } from '../../support/programs.js';
import { tempFolders } from '../../support/temp-folder.js';

const PROGRAM = programFile('faulty-migration.mjs');

const BEFORE = [
  'CREATE TABLE parent (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, name varchar(20) NOT NULL)',
  'CREATE TABLE child (id integer PRIMARY KEY, parent_id integer NOT NULL REFERENCES parent (id) ON DELETE CASCADE)',
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
   INSERT INTO parent (name) SELECT 'parent ' || i FROM n`,
  'INSERT INTO child (parent_id) SELECT id FROM parent',
];
/** Rebuilds the parent, and leaves a trace each time it runs. */
const REBUILD = [
  'CREATE TABLE parent_new (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, name varchar(40) NOT NULL)',
  `INSERT INTO parent_new SELECT id, name || '+' FROM parent`,
  'DROP TABLE parent',
  'ALTER TABLE parent_new RENAME TO parent',
  'CREATE INDEX parent_name ON parent (name)',
];
const MIGRATIONS: readonly Migration[] = [BEFORE, REBUILD].map((up, index) => {
  const half = { up, down: [] };
  return { name: `2026112400000${index}-step`, sqlite: half, postgres: half };
});

interface Outcome {
  readonly calls: number;
  readonly applied?: readonly string[];
  readonly error?: string;
}

interface Tried {
  readonly path: string;
  /** Undefined when it was killed. */
  readonly outcome: Outcome | undefined;
}

describe('A migration that meets a fault', () => {
  const folder = tempFolders();
  let original: string;
  let migrator: Migrator;
  beforeEach(async () => {
    const dataDir = folder();
    const engine = new SqliteEngine(dataDir);
    await engine.create('tenant_test');
    await new Migrator(engine, MIGRATIONS.slice(0, 1), new SystemClock()).migrate('tenant_test');
    original = join(dataDir, 'tenant_databases', 'tenant_test.sqlite3');
    migrator = new Migrator(engine, MIGRATIONS, new SystemClock());
  });

  const job = (options: Partial<MigrationJob> = {}): MigrationJob => ({ ...migrator.job('tenant_test'), ...options });

  /** Paths of copies of the database, one for each of these numbers of calls. */
  function copies(numbers: readonly number[]): string[] {
    return numbers.map(() => {
      const path = join(folder(), 'tenant_test.sqlite3');
      copyFileSync(original, path);
      return path;
    });
  }

  /**
   * Migrates a copy for each number, with the fault at that call. @returns nothing when it was killed.
   * @param isFirst absent: before them comes one without a fault: what is known of one database's history and tables spares
   *   calls for the next.
   */
  async function migrate(
    fault: string,
    numbers: readonly number[],
    options: Partial<MigrationJob> = {},
    isFirst = false,
  ): Promise<Tried[]> {
    const all = isFirst ? numbers : [0, ...numbers];
    const paths = copies(all);
    const files = paths.map((path, index) => `${all[index]}:${path}`);
    const args = [PROGRAM, JSON.stringify(job(options)), fault, ...files];
    const outcomes = await new Promise<Outcome[]>((resolve, reject) => {
      execFile(process.execPath, args, (error, stdout, stderr) => {
        if (error?.signal === 'SIGKILL') resolve([]);
        else if (error) reject(new Error(stderr));
        else resolve(JSON.parse(stdout) as Outcome[]);
      });
    });
    return paths.map((path, index) => ({ path, outcome: outcomes[index] })).slice(isFirst ? 0 : 1);
  }

  /** Numbers of all the calls that a migration makes. */
  async function everyCall(isFirst = false): Promise<number[]> {
    const [{ outcome } = { outcome: undefined }] = await migrate('none', [0], {}, isFirst);
    return Array.from({ length: outcome!.calls }, (_, index) => index + 1);
  }

  /** The whole of it, by a handle that enforces foreign keys: before or after, and nothing between. */
  function assertWhole(path: string): 'before' | 'after' {
    const database = new Database(path, { fileMustExist: true });
    try {
      database.pragma('foreign_keys = ON');
      expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      expect(database.pragma('foreign_key_check')).toEqual([]);
      expect(database.prepare('SELECT count(*) FROM child JOIN parent ON parent.id = parent_id').pluck().get()).toBe(
        300,
      );
      const traces = database
        .prepare(`SELECT DISTINCT length(name) - length(rtrim(name, '+')) FROM parent`)
        .pluck()
        .all();
      const names = database.prepare('SELECT count(*) FROM schema_migration').pluck().get();
      const tables = database.prepare(`SELECT count(*) FROM sqlite_schema WHERE name IN ('parent_new', 'parent_name')`);
      const found = [traces, names, tables.pluck().get()];
      expect([
        [[0], 1, 0],
        [[1], 2, 1],
      ]).toContainEqual(found);
      return names === 1 ? 'before' : 'after';
    } finally {
      database.close();
    }
  }

  function assertGoesOn(path: string): void {
    migrateFile(path, job());
    expect(assertWhole(path)).toBe('after');
    expect(readdirSync(dirname(path))).toEqual(['tenant_test.sqlite3']);
  }

  it('in the program leaves the database whole, and can be run again', async () => {
    const calls = await everyCall();
    expect(calls.length).toBeGreaterThan(20);
    const tried = await migrate('throw', calls);
    const ends = tried.map(({ path }) => assertWhole(path));
    expect(new Set(ends)).toEqual(new Set(['before', 'after']));
    for (const { path } of tried) assertGoesOn(path);
  });

  it('that ends the program leaves the database whole, and can be run again', async () => {
    const ends: string[] = [];
    for (const pair of pairs(await everyCall(true))) {
      const killed = (await Promise.all(pair.map((number) => migrate('kill', [number], {}, true)))).flat();
      for (const { path, outcome } of killed) {
        expect(outcome).toBeUndefined();
        ends.push(assertWhole(path));
        assertGoesOn(path);
      }
    }
    expect(new Set(ends)).toEqual(new Set(['before', 'after']));
  });

  it('of the storage itself has its copy put back, without which nothing is left', async () => {
    const calls = await everyCall();
    const broken = (tried: readonly Tried[]): number => tried.filter(({ path }) => !isWhole(path)).length;
    const [withCopy, without] = [await migrate('spoil', calls), await migrate('spoil', calls, { snapshot: false })];
    // Before the copy is written there is nothing to put back.
    const copied = withCopy.findIndex(({ outcome }) => outcome?.error?.endsWith('writeFileSync') === true) + 1;
    expect(copied).toBeGreaterThan(0);
    for (const { path } of withCopy.slice(copied)) assertWhole(path);
    expect(broken(withCopy)).toBe(copied);
    expect(broken(without)).toBeGreaterThan(calls.length / 2);
  });
});

function pairs<T>(things: readonly T[]): T[][] {
  return things.flatMap((_, index) => (index % 2 === 0 ? [things.slice(index, index + 2)] : []));
}

function isWhole(path: string): boolean {
  try {
    const database = new Database(path, { fileMustExist: true });
    const findings = database.pragma('integrity_check') as { integrity_check: string }[];
    database.close();
    return findings[0]?.integrity_check === 'ok';
  } catch {
    return false;
  }
}
