/** @engine sqlite: how SQLite files are used. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { QueryFailedError } from 'typeorm';
import type { DataSource } from 'typeorm';
import { ProblemError } from '../../../src/common/index.js';
import {
  DatabaseClosedError,
  DatabaseMissingError,
  DatabaseUnreadableError,
  ForeignDatabaseError,
  SqliteEngine,
} from '../../../src/database/index.js';
import { openBriefly, openToQuery } from '../../../src/database/sqlite/open-database.js';
import { Entry, testDatabases } from '../../support/sqlite-database.js';
import { tempFolders } from '../../support/temp-folder.js';

const CONTRACT = {
  journal_mode: 'wal',
  // NORMAL: the flush at a commit is LogFlush's; see durability.spec.ts.
  synchronous: 1,
  foreign_keys: 1,
  temp_store: 2,
  trusted_schema: 0,
  cell_size_check: 1,
  secure_delete: 2,
  busy_timeout: 0,
};

/** The pragmas as a unit of work sees them, on the handle that the store gives it. */
async function pragmas(runner: Pick<DataSource, 'query'>): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(CONTRACT)) {
    const [row] = await runner.query<Record<string, unknown>[]>(`SELECT * FROM pragma_${name}`);
    found[name] = Object.values(row ?? {})[0];
  }
  return found;
}

describe('Every handle on a database', () => {
  const testDatabase = testDatabases();

  it('has the pragmas that durability and isolation rely on, in a transaction and beside one', async () => {
    const dataSource = await (await testDatabase()).open();

    expect(await pragmas(dataSource)).toEqual(CONTRACT);
    await dataSource.transaction(async (manager) => {
      await manager.insert(Entry, { unit: 'a', side: 'left' });
      expect(await pragmas(manager)).toEqual(CONTRACT);
      expect(await dataSource.getRepository(Entry).count()).toBe(0);
      expect(await pragmas(dataSource)).toEqual(CONTRACT);
    });
  });

  it('refuses to write when it is for a question, and leaves nothing beside the file', async () => {
    const { path, folder, name } = await testDatabase();
    const write = "INSERT INTO entry (unit, side) VALUES ('a', 'left')";
    const asking = openToQuery({ name, path });
    expect(() => asking.exec(write)).toThrow('readonly');
    expect(asking.prepare('SELECT count(*) AS n FROM entry').all()).toEqual([{ n: 0 }]);
    asking.close();
    expect(readdirSync(join(folder, 'tenant_databases')).filter((file) => file.startsWith(name))).toEqual([
      'tenant_test.sqlite3',
    ]);
    // The control: any other handle would write.
    const other = openBriefly({ name, path }, 'look');
    other.exec(write);
    other.close();
  });

  it('has them also after SQLite undid a transaction and the handles were opened anew', async () => {
    const dataSource = await (await testDatabase()).open();
    await dataSource.getRepository(Entry).insert({ unit: 'a', side: 'left' });
    const undoing = "INSERT OR ROLLBACK INTO entry (unit, side) VALUES ('a', 'left')";
    await expect(dataSource.transaction((manager) => manager.query(undoing))).rejects.toThrow(QueryFailedError);

    expect(await pragmas(dataSource)).toEqual(CONTRACT);
  });

  it('has them on the master database', async () => {
    const { engine } = await testDatabase();
    await engine.create('master');
    const master = await engine.dataSource('master', { entities: [] }).initialize();

    expect(await pragmas(master)).toEqual(CONTRACT);
    await master.destroy();
  });
});

describe('Opening a file that is not the database that was asked for', () => {
  const folder = tempFolders();
  let engine: SqliteEngine;
  let tenants: string;
  let path: string;

  beforeEach(async () => {
    const dataDir = folder();
    engine = new SqliteEngine(dataDir);
    tenants = join(dataDir, 'tenant_databases');
    path = join(tenants, 'tenant_a.sqlite3');
    await engine.create('template_t');
    await engine.withSchema('template_t', (session) => session.query('CREATE TABLE entry (id, unit, side)'));
    await engine.copy('template_t', 'tenant_a', 1);
    await engine.copy('template_t', 'tenant_b', 2);
  });

  const open = (): DataSource => engine.dataSource('tenant_a', { entities: [Entry], stamp: 1 });
  const pathOfB = (): string => join(tenants, 'tenant_b.sqlite3');

  it('works when it is the right one', async () => {
    const dataSource = await open().initialize();
    await dataSource.destroy();
  });

  const FILES: [what: string, make: () => void, error: new (...args: never[]) => Error][] = [
    ['missing', () => rmSync(path), DatabaseMissingError],
    ['missing with its folder', () => rmSync(tenants, { recursive: true }), DatabaseMissingError],
    ['of length zero', () => truncateSync(path, 0), ForeignDatabaseError],
    // SQLite takes a file without one whole page for an empty database.
    ['cut in its header', () => truncateSync(path, 50), ForeignDatabaseError],
    ['cut after its first page', () => truncateSync(path, 4096), DatabaseUnreadableError],
    ['a text', () => writeFileSync(path, 'no database '.repeat(1000)), DatabaseUnreadableError],
    ['zeros', () => writeFileSync(path, Buffer.alloc(8192)), DatabaseUnreadableError],
    ["another company's", () => writeFileSync(path, readFileSync(pathOfB())), ForeignDatabaseError],
    ["another program's", () => makeForeign(path), ForeignDatabaseError],
    ['a folder', () => makeFolder(path), DatabaseUnreadableError],
  ];

  it.each(FILES)('is refused when it is %s, and the folder stays as it was', async (_what, make, error) => {
    make();
    const before = contents(tenants);
    const dataSource = open();

    await expect(dataSource.initialize()).rejects.toThrow(error);
    expect(dataSource.isInitialized).toBe(false);
    await expect(dataSource.query('SELECT 1')).rejects.toThrow(DatabaseClosedError);
    expect(contents(tenants)).toEqual(before);
  });

  // Without a stamp, as for migrations and the master, another company's file cannot be told.
  it.each(FILES.filter(([what]) => what !== "another company's"))(
    'is refused for a change of its schema too when it is %s',
    async (_what, make, error) => {
      make();
      const before = contents(tenants);

      await expect(engine.withSchema('tenant_a', (session) => session.query('CREATE TABLE t (id)'))).rejects.toThrow(
        error,
      );
      expect(contents(tenants)).toEqual(before);
    },
  );

  it('never ends the process, whichever bytes of the file are damaged', async () => {
    const healthy = readFileSync(path);
    const damage = fc.array(fc.tuple(fc.nat(healthy.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });

    await fc.assert(
      fc.asyncProperty(damage, async (bytes) => {
        const content = Buffer.from(healthy);
        for (const [at, value] of bytes) content[at] = value;
        for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
        writeFileSync(path, content);
        const error = await use(open());
        return error === undefined || error instanceof ProblemError || error instanceof QueryFailedError;
      }),
      // The second is of a schema format that SQLite does not know, which it tells by none of its codes for damage.
      {
        numRuns: 200,
        examples: [
          [[[18, 9]]],
          [
            [
              [47, 5],
              [24, 0],
            ],
          ],
        ],
      },
    );
  });
});

/** Opens, reads, writes and closes. @returns the first error. */
async function use(dataSource: DataSource): Promise<unknown> {
  try {
    await dataSource.initialize();
    await dataSource.query('PRAGMA integrity_check');
    await dataSource.query('SELECT * FROM entry');
    await dataSource.query("INSERT INTO entry (unit) VALUES ('a')");
    return undefined;
  } catch (error) {
    return error;
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

function makeForeign(path: string): void {
  rmSync(path);
  const database = new Database(path);
  database.exec('PRAGMA journal_mode = DELETE; CREATE TABLE bookmarks (url)');
  database.close();
}

function makeFolder(path: string): void {
  rmSync(path);
  mkdirSync(path);
}

/** Names and contents of all files in a folder; none when it is missing. */
function contents(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const file of listed(folder)) {
    const path = join(folder, file);
    files[file] = statSync(path).isFile() ? readFileSync(path).toString('base64') : 'folder';
  }
  return files;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
