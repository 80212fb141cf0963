/** @engine sqlite: how SQLite files are used. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { FileMigration } from '../../../src/database/sqlite/file-migration.js';
import { finishTogether } from '../../../src/database/sqlite/finish-together.js';
import type { Flush } from '../../../src/database/sqlite/finish-together.js';
import { testDatabases } from '../../support/sqlite-database.js';

const NAME = '20991201000000-note';
const UP = ['ALTER TABLE entry ADD COLUMN note text', 'CREATE INDEX entry_note ON entry (note)'];
const LOOK = "new (require('better-sqlite3'))(process.argv[1], { timeout: 0 }).pragma('user_version')";
const noFlush: Flush = () => Promise.resolve();

/** Whether another process can get at a file. */
const isOpenToOthers = (path: string): boolean => spawnSync(process.execPath, ['-e', LOOK, path]).status === 0;

describe('Migrations of several files that are finished together', () => {
  const testDatabase = testDatabases();
  let paths: string[];
  beforeEach(async () => {
    paths = [];
    for (let count = 0; count < 3; count += 1) paths.push((await testDatabase()).path);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const begin = (path: string, snapshot = false, up = UP): FileMigration => {
    const steps = [{ name: NAME, checksum: 'c'.repeat(64), up, down: [] }];
    return FileMigration.begin(path, {
      database: 'tenant_test',
      snapshot,
      appliedAt: '2026-11-28T08:00:00.000Z',
      steps,
    });
  };

  /** How often a file has the migration, opened as it is. */
  const timesIn = (path: string): number => {
    const database = new Database(path, { fileMustExist: true });
    try {
      expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      const one = (sql: string): number => database.prepare(sql).pluck().get() as number;
      const isKnown = one("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migration'") === 1;
      const times = isKnown ? one(`SELECT count(*) FROM schema_migration WHERE name = '${NAME}'`) : 0;
      expect(one("SELECT count(*) FROM pragma_table_info('entry') WHERE name = 'note'")).toBe(times);
      return times;
    } finally {
      database.close();
    }
  };

  it.each([true, false])(
    'have each log on the disk before any of it is in the file, and the file before the log goes (copied before: %s)',
    async (snapshot) => {
      const before = new Map(paths.map((path) => [path, readFileSync(path)]));
      const flushed: string[] = [];
      const migrations = paths.map((path) => begin(path, snapshot));
      expect(migrations.map(({ canWait }) => canWait)).toEqual([true, true, true]);
      const outcomes = await finishTogether(migrations, (_descriptor, path) => {
        flushed.push(path);
        const file = path.replace(/-wal$/, '');
        if (!before.has(file)) return Promise.resolve();
        expect(existsSync(`${file}-wal`)).toBe(true);
        expect(readFileSync(file).equals(before.get(file)!)).toBe(path.endsWith('-wal'));
        return Promise.resolve();
      });
      expect(outcomes.map(({ status }) => status)).toEqual(Array(3).fill('fulfilled'));
      expect(flushed).toEqual(expect.arrayContaining([...paths, ...paths.map((path) => `${path}-wal`)]));
      for (const path of paths) {
        expect([existsSync(`${path}-wal`), existsSync(`${path}-snapshot`)]).toEqual([false, false]);
        expect(timesIn(path)).toBe(1);
      }
    },
  );

  it('would be moved into the file before anything was flushed if that were only closed (control)', () => {
    const [path = ''] = paths;
    const before = readFileSync(path);
    begin(path).close();
    expect(readFileSync(path).equals(before)).toBe(false);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  describe('of more pages than SQLite moves at a commit by itself', () => {
    const FILL = `INSERT INTO entry (unit, side) WITH RECURSIVE some(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some WHERE n < 60000)
      SELECT printf('%040d', n), 'left' FROM some`;

    it.each(['together', 'alone'])('leave the file as it is until their log is flushed (finished %s)', async (way) => {
      const [path = ''] = paths;
      const before = readFileSync(path);
      const migration = begin(path, false, [...UP, FILL]);
      expect(statSync(`${path}-wal`).size).toBeGreaterThan(5_000_000);
      expect(readFileSync(path).equals(before)).toBe(true);
      if (way === 'alone') migration.finish();
      else await finishTogether([migration]);
      expect(timesIn(path)).toBe(1);
    });

    it('would be moved at the commit (control)', () => {
      const [path = ''] = paths;
      const before = readFileSync(path);
      const database = new Database(path);
      database.pragma('synchronous = OFF');
      database.exec(FILL);
      expect(readFileSync(path).equals(before)).toBe(false);
      database.close();
    });
  });

  it('are flushed by SQLite where the thread ends before', () => {
    const { database } = begin(paths[0]!) as unknown as { database: Database.Database };
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    database.close();
  });

  it('fail where a log cannot be flushed, and nowhere else', async () => {
    const outcomes = await finishTogether(
      paths.map((path) => begin(path)),
      (_descriptor, path) => (path === `${paths[1]!}-wal` ? Promise.reject(new Error('EIO')) : Promise.resolve()),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'unavailable', cause: { message: 'EIO' } } });
    expect([timesIn(paths[0]!), timesIn(paths[2]!)]).toEqual([1, 1]);
    expect([0, 1]).toContain(timesIn(paths[1]!));
  });

  describe('where the file cannot be flushed', () => {
    /** What is on the disk then: the log, and of the file what was there before. */
    async function afterLoss(path: string): Promise<number> {
      const before = readFileSync(path);
      const [outcome] = await finishTogether([begin(path)], (_descriptor, flushed) =>
        flushed === path ? Promise.reject(new Error('EIO')) : Promise.resolve(),
      );
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
      expect(existsSync(`${path}-wal-kept`)).toBe(false);
      writeFileSync(path, before);
      return timesIn(path);
    }

    it('say so, and keep the log, from which the next to open it has all', async () => {
      expect(await afterLoss(paths[0]!)).toBe(1);
    });

    it('do not put the log back beside what somebody else has written since', async () => {
      const [path = ''] = paths;
      const migration = begin(path);
      const { database } = migration as unknown as { database: Database.Database };
      const close = database.close.bind(database);
      jest.spyOn(database, 'close').mockImplementation(() => {
        close();
        const other = new Database(path);
        other.exec("INSERT INTO entry (unit, side, note) VALUES ('since', 'left', 'x')");
        other.close();
        return database;
      });
      const [outcome] = await finishTogether([migration], (_descriptor, flushed) =>
        flushed === path ? Promise.reject(new Error('EIO')) : Promise.resolve(),
      );
      expect(outcome).toMatchObject({ status: 'rejected' });
      expect([existsSync(`${path}-wal`), existsSync(`${path}-wal-kept`)]).toEqual([false, false]);
      const now = new Database(path);
      expect(now.prepare('SELECT unit FROM entry').pluck().all()).toEqual(['since']);
      now.close();
      expect(timesIn(path)).toBe(1);
    });

    it('would be lost with the log that SQLite removes (control)', async () => {
      jest.spyOn(FileMigration.prototype, 'keepLog').mockImplementation(function (
        this: FileMigration,
        error,
        descriptor,
      ) {
        this.close(descriptor);
        return Object.assign(new Error('lost'), { code: 'unavailable', cause: error }) as never;
      });
      expect(await afterLoss(paths[0]!)).toBe(0);
    });
  });

  describe('keep other processes out until the log is gone', () => {
    async function isOpenAtTheEnd(atTheEnd: (path: string) => void): Promise<boolean> {
      const [path = ''] = paths;
      const close = FileMigration.prototype.close;
      let isOpen: boolean | undefined;
      jest.spyOn(FileMigration.prototype, 'close').mockImplementation(function (this: FileMigration, descriptor) {
        atTheEnd(path);
        isOpen = isOpenToOthers(path);
        return close.call(this, descriptor);
      });
      await finishTogether([begin(path)], noFlush);
      expect(isOpenToOthers(path)).toBe(true);
      return isOpen!;
    }

    it('which they do', async () => {
      expect(await isOpenAtTheEnd(() => undefined)).toBe(false);
    });

    it('which they would not, had the file been closed after its flush (control)', async () => {
      expect(await isOpenAtTheEnd((path) => closeSync(openSync(path, 'r')))).toBe(true);
    });
  });

  it('are not put off where somebody else has the file open, or nothing was to be done', () => {
    const [path = '', done = ''] = paths;
    const reader = new Database(path);
    reader.prepare('SELECT * FROM entry').all();
    const beside = begin(path);
    expect(beside.canWait).toBe(false);
    expect(beside.finish().applied).toEqual([NAME]);
    reader.close();
    begin(done).finish();
    const again = begin(done);
    expect(again.canWait).toBe(false);
    expect(again.finish().applied).toEqual([]);
    expect([timesIn(path), timesIn(done)]).toEqual([1, 1]);
  });
});
