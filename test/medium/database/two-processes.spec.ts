/** @engine sqlite: how SQLite files are used. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { DatabaseBusyError } from '../../../src/database/index.js';
import { Child } from '../../support/child-process.js';
import { Entry, IMPATIENT, PATIENT, testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const PARENT: Pick<Entry, 'unit' | 'side'>[] = [
  { unit: 'parent', side: 'left' },
  { unit: 'parent', side: 'right' },
];

const WAYS_TO_WRITE: [how: string, write: (dataSource: DataSource) => Promise<unknown>][] = [
  ['a single statement', (dataSource) => dataSource.getRepository(Entry).insert(PARENT)],
  ['a transaction', (dataSource) => dataSource.transaction((manager) => manager.insert(Entry, PARENT))],
  ['saving entities', (dataSource) => dataSource.getRepository(Entry).save(PARENT.map((half) => ({ ...half })))],
];

describe('Another process that holds the write lock on a database file', () => {
  const testDatabase = testDatabases();
  let child: Child | undefined;

  afterEach(async () => {
    await child?.kill();
  });

  async function lockByAnotherProcess(database: TestDatabase): Promise<Child> {
    child = new Child('locking-child.mjs', [database.path]);
    await child.next('locked');
    return child;
  }

  it.each(WAYS_TO_WRITE)('makes %s wait, while the event loop goes round, and then succeed', async (_how, write) => {
    const database = await testDatabase();
    const dataSource = await database.open();
    const holder = await lockByAnotherProcess(database);
    let isSettled = false;

    const written = write(dataSource).finally(() => (isSettled = true));
    for (let tick = 0; tick < 20; tick += 1) await sleep(2);
    expect(isSettled).toBe(false);
    expect(await dataSource.query('SELECT * FROM entry')).toEqual([]);
    holder.say('end');
    await written;

    await holder.end();
    expect(database.unitsWith(2)).toEqual(['child', 'parent']);
  });

  it.each(WAYS_TO_WRITE)('that holds it too long makes %s give up, with nothing half-done', async (_how, write) => {
    const database = await testDatabase(IMPATIENT);
    const dataSource = await database.open();
    const holder = await lockByAnotherProcess(database);

    await expect(write(dataSource)).rejects.toThrow(DatabaseBusyError);
    holder.say('end');
    await holder.end();

    expect(database.unitsWith(2)).toEqual(['child']);
    await write(dataSource);
    expect(database.unitsWith(2)).toEqual(['child', 'parent']);
    expect(database.unitsWith(1)).toEqual([]);
  });

  it('keeps nobody from opening and reading the database, nor from a later change of its schema', async () => {
    const database = await testDatabase(PATIENT);
    const holder = await lockByAnotherProcess(database);

    const dataSource = await database.open();
    expect(await dataSource.getRepository(Entry).count()).toBe(0);
    const changed = database.engine.withSchema(database.name, (session) => session.query('CREATE TABLE later (id)'));
    await sleep(20);
    holder.say('end');
    await changed;

    expect(await dataSource.query('SELECT * FROM later')).toEqual([]);
  });

  it('that is killed in its transaction leaves the lock free and nothing of its own', async () => {
    const database = await testDatabase();
    const dataSource = await database.open();
    const holder = await lockByAnotherProcess(database);

    const written = dataSource.getRepository(Entry).insert(PARENT);
    await holder.kill();
    await written;

    expect(database.unitsWith(2)).toEqual(['parent']);
  });
});
