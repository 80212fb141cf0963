/** @engine sqlite: how one file takes the place of another. */
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { CellCipher, DatabaseBusyError, ForeignDatabaseError } from '../../../src/database/index.js';
import type { DatabaseKeys } from '../../../src/database/index.js';
import { openDatabase } from '../../../src/database/sqlite/open-database.js';
import { Child } from '../../support/child-process.js';
import { Entry, testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const SOON_MS = 100;
const LATE_MS = 20_000;
const SCRATCH = 'scratch_test1x1';

describe('Putting a database in the place of another', () => {
  const testDatabase = testDatabases();
  let child: Child | undefined;

  afterEach(async () => {
    await child?.kill();
    child = undefined;
  });

  /** A database with one unit, and a copy of it as it was before under a scratch name. */
  async function setUp(): Promise<TestDatabase> {
    const database = await testDatabase();
    await write(database, 'first');
    const copy = join(database.folder, 'copy');
    await database.engine.copies.dump(database.name, undefined, copy);
    await database.engine.copies.load(copy, SCRATCH);
    await write(database, 'second');
    return database;
  }

  async function write(database: TestDatabase, unit: string): Promise<void> {
    const dataSource = await database.open();
    await dataSource.getRepository(Entry).insert({ unit, side: 'left' });
    await dataSource.destroy();
  }

  const replace = ({ engine, name }: TestDatabase, waitMs = LATE_MS): Promise<void> =>
    engine.copies.replace(SCRATCH, name, waitMs);

  it('gives whoever opens it next the new one, and leaves nothing of the old one', async () => {
    const database = await setUp();
    await replace(database);
    expect(database.unitsWith(1)).toEqual(['first']);
    expect(await database.engine.exists(SCRATCH)).toBe(false);
    expect(['-wal', '-shm', '-journal'].filter((suffix) => existsSync(database.path + suffix))).toEqual([]);
    await write(database, 'third');
    expect(database.unitsWith(1)).toEqual(['first', 'third']);
  });

  it.each([true, false])(
    'takes changes, also when its backup was made while it was being moved (quiet: %s)',
    async (isQuiet) => {
      const database = await testDatabase();
      const { engine, name } = database;
      await write(database, 'first');
      const copy = join(database.folder, 'copy');
      const before = await engine.copies.examine(name, undefined);
      await engine.moving.freeze(name, 0, LATE_MS);
      const dataSource = await database.open();
      await expect(dataSource.getRepository(Entry).insert({ unit: 'second', side: 'left' })).rejects.toThrow('moved');
      await dataSource.destroy();
      const found = await engine.copies.dump(name, undefined, copy, isQuiet);
      expect(found).toEqual(before);
      await engine.copies.load(copy, SCRATCH);
      expect(await engine.copies.examine(SCRATCH, undefined)).toEqual(found);
      await replace(database);
      await write(database, 'third');
      expect(database.unitsWith(1)).toEqual(['first', 'third']);
    },
  );

  it('waits for this process, and for another one, to close it', async () => {
    const database = await setUp();
    const dataSource = await database.open();
    await dataSource.query('SELECT 1 FROM entry');
    await expect(replace(database, SOON_MS)).rejects.toThrow(DatabaseBusyError);
    expect(await database.engine.exists(SCRATCH)).toBe(true);
    await dataSource.destroy();
    child = new Child('locking-child.mjs', [database.path]);
    await child.next('locked');
    await expect(replace(database, SOON_MS)).rejects.toThrow(DatabaseBusyError);
    const replacing = replace(database);
    await child.kill();
    await replacing;
    expect(database.unitsWith(1)).toEqual(['first']);
  });

  it('never applies the log of the old one, of whom a killed process left it, to the new one', async () => {
    const database = await setUp();
    await leaveLog(database);
    await replace(database);
    expect(database.unitsWith(1)).toEqual(['first']);
    expect(database.rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('control: a rename alone has what is in the log appear in the new one, or damages it', async () => {
    const database = await setUp();
    await leaveLog(database);
    const scratch = join(database.folder, 'tenant_databases/.work', `${SCRATCH}.sqlite3`);
    renameSync(scratch, database.path);
    let found: unknown;
    try {
      found = database.rows('PRAGMA integrity_check').length === 1 && database.unitsWith(1);
    } catch (error) {
      found = error;
    }
    expect(found).not.toEqual(['first']);
  });

  it('refuses whoever opened the old one by its name before, and reads it after', async () => {
    const database = await setUp();
    // Opened, but not looked at yet: it has no lock.
    const late = new Database(database.path, { fileMustExist: true });
    await replace(database);
    expect(late.pragma('application_id', { simple: true })).toBe(0);
    late.close();
    expect(database.unitsWith(1)).toEqual(['first']);
    openDatabase({ name: database.name, path: database.path }).close();
  });

  it.each([
    ['missing', (path: string) => renameSync(path, `${path}.gone`)],
    ['not a database', (path: string) => writeFileSync(path, 'x'.repeat(8192))],
    ['empty', (path: string) => writeFileSync(path, '')],
  ])('replaces one that is %s, with a log that somebody left', async (_what, damage) => {
    const database = await setUp();
    await leaveLog(database);
    damage(database.path);
    await replace(database);
    expect(database.unitsWith(1)).toEqual(['first']);
    expect(database.rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('is not done with one that is open itself', async () => {
    const database = await setUp();
    const dataSource = await database.engine.dataSource(SCRATCH, { entities: [Entry] }).initialize();
    await dataSource.getRepository(Entry).insert({ unit: 'late', side: 'left' });
    await expect(replace(database)).rejects.toThrow('open');
    await dataSource.destroy();
  });

  /** A log with a unit in it that the file has not, as a killed process leaves it. */
  async function leaveLog(database: TestDatabase): Promise<void> {
    const dataSource = await database.open();
    await dataSource.getRepository(Entry).insert({ unit: 'logged', side: 'left' });
    const aside = [database.path, `${database.path}-wal`].map((path) => [path, readFileSync(path)] as const);
    await dataSource.destroy();
    for (const [path, content] of aside) writeFileSync(path, content);
  }
});

describe('A copy of a database', () => {
  const testDatabase = testDatabases();

  it('is of one owner, and readable by this user only', async () => {
    const database = await testDatabase();
    const copy = join(database.folder, 'copy');
    await expect(database.engine.copies.dump(database.name, 7, copy)).rejects.toThrow(ForeignDatabaseError);
    expect(existsSync(copy)).toBe(false);
    await database.engine.copies.dump(database.name, undefined, copy);
    copyFileSync(copy, join(database.folder, 'another'));
    await database.engine.copies.load(copy, SCRATCH);
    await expect(database.engine.copies.examine(SCRATCH, 7)).rejects.toThrow(ForeignDatabaseError);
    await expect(database.engine.copies.load(join(database.folder, 'another'), SCRATCH)).rejects.toThrow('exists');
  });

  it('is opened for whoever has no key of ours, also while the database is being moved', async () => {
    const { engine, name, open } = await sealed();
    const units = async (): Promise<unknown[]> => {
      const snapshot = await engine.snapshot(name, 0);
      const found: unknown[] = [];
      for await (const rows of snapshot.portions({ name: 'entry', columns: ['unit'] })) found.push(...rows);
      await snapshot.close();
      return found;
    };
    expect(await units()).toEqual([['first']]);
    await engine.moving.freeze(name, 0, LATE_MS);
    expect(await units()).toEqual([['first']]);
    const dataSource = await open();
    await expect(dataSource.query("UPDATE entry SET side = 'right'")).rejects.toThrow('moved');
    await dataSource.destroy();
  });

  /** With one value that is encrypted. */
  async function sealed(): Promise<Pick<TestDatabase, 'engine' | 'name' | 'open'>> {
    const database = await testDatabase();
    const keys = [{ number: 1, state: 'current' as const, key: Buffer.alloc(32, 1) }];
    database.engine.cells.keys = { allOf: () => Promise.resolve(keys) } as unknown as DatabaseKeys;
    const unit = new CellCipher({ companyId: 0, keys }).seal({ table: 'entry', column: 'unit' }, 'first');
    const history = 'CREATE TABLE schema_migration (name varchar(100) PRIMARY KEY)';
    await database.engine.withSchema(database.name, async (session) => void (await session.query(history)));
    const dataSource = await database.open();
    await dataSource.getRepository(Entry).insert({ unit, side: 'left' });
    await dataSource.destroy();
    return { engine: database.engine, name: database.name, open: () => database.open() };
  }
});
