/** @engine sqlite: how SQLite files are used. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { encryptFile } from '../../../src/database/sqlite/cipher/open-handle.js';
import { migrateFile } from '../../../src/database/sqlite/migrate-file.js';
import { alone, openForSchema, openReadOnly } from '../../../src/database/sqlite/open-database.js';
import { Child } from '../../support/child-process.js';
import { Entry, testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const KEY = new Uint8Array(32).fill(7);
const UP = ['ALTER TABLE entry ADD COLUMN note text', 'CREATE INDEX entry_note ON entry (note)'];

describe('The handle that changes the schema of a file', () => {
  const testDatabase = testDatabases();

  /** With rows, and closed. */
  async function filled(): Promise<TestDatabase> {
    const database = await testDatabase();
    const dataSource = await database.open();
    await dataSource.getRepository(Entry).insert([
      { unit: 'one', side: 'left' },
      { unit: 'two', side: 'right' },
    ]);
    await dataSource.destroy();
    return database;
  }
  const migrate = ({ name, path }: TestDatabase, snapshot: boolean, key?: Uint8Array): unknown => {
    const steps = [{ name: '20991201000000-note', checksum: 'c'.repeat(64), up: UP, down: [] }];
    const job = { database: name, snapshot, appliedAt: '2026-11-28T08:00:00.000Z', steps };
    return migrateFile(path, job, key).applied;
  };

  it('is alone where nobody has it open: nobody gets in, and there is no index of the log to share', async () => {
    const { name, path } = await filled();
    const handle = openForSchema({ name, path });
    expect(existsSync(`${path}-shm`)).toBe(false);
    const other = new Database(path, { timeout: 0 });
    expect(() => other.prepare('SELECT * FROM entry').all()).toThrow('database is locked');
    handle.close();
    expect(other.prepare('SELECT * FROM entry').all()).toHaveLength(2);
    other.close();
  });

  it.each([true, false])('works beside a reader that has it open (copied before: %s)', async (snapshot) => {
    const database = await filled();
    const reader = new Database(database.path);
    expect(reader.prepare('SELECT * FROM entry').all()).toHaveLength(2);
    expect(migrate(database, snapshot)).toEqual(['20991201000000-note']);
    expect(reader.prepare('SELECT note FROM entry').all()).toHaveLength(2);
    reader.close();
  });

  it('waits for nobody who writes in another process, and does nothing then', async () => {
    const database = await filled();
    const child = new Child('locking-child.mjs', [database.path]);
    try {
      await child.next('locked');
      expect(() => migrate(database, true)).toThrow('database is locked');
    } finally {
      await child.kill();
    }
    expect(migrate(database, true)).toEqual(['20991201000000-note']);
    expect(database.unitsWith(1)).toEqual(['one', 'two']);
  });

  it('is not alone where another handle is to copy the file before: an encrypted one', async () => {
    const database = await filled();
    encryptFile(database.path, KEY);
    expect(migrate(database, true, KEY)).toEqual(['20991201000000-note']);
  });

  it('is not alone where another handle is to copy the file before: a large one', async () => {
    const database = await filled();
    const large = new Database(database.path);
    large.exec(`CREATE TABLE large (content blob); INSERT INTO large VALUES (zeroblob(${33 * 1024 * 1024}))`);
    large.close();
    expect(migrate(database, true)).toEqual(['20991201000000-note']);
  });

  it('would keep that handle out if it were alone (control)', async () => {
    const { name, path } = await filled();
    const handle = openForSchema({ name, path });
    expect(() => openReadOnly({ name, path })).toThrow('database is locked');
    handle.close();
  });

  it('would be refused beside a reader if it were alone or nothing (control)', async () => {
    const { path } = await filled();
    const reader = new Database(path);
    reader.prepare('SELECT * FROM entry').all();
    const handle = alone(new Database(path, { timeout: 0 }));
    expect(() => handle.pragma('user_version')).toThrow('database is locked');
    handle.close();
    reader.close();
  });
});
