/** @engine sqlite: how SQLite files are used. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { DatabaseClosedError, SynchronizeRefusedError, TransactionLostError } from '../../../src/database/index.js';
import { Entry, IMPATIENT, testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const left = (unit: string): Pick<Entry, 'unit' | 'side'> => ({ unit, side: 'left' });

describe('A database that is closed', () => {
  const testDatabase = testDatabases();
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await testDatabase();
    dataSource = await database.open();
  });

  it('waits for the transaction under way, which is saved', async () => {
    const events: string[] = [];
    const working = dataSource.transaction(async (manager) => {
      await manager.insert(Entry, left('a'));
      await sleep(20);
      await manager.insert(Entry, left('b'));
      events.push('worked');
    });
    await sleep(5);
    await Promise.all([working, dataSource.destroy().then(() => events.push('closed'))]);

    expect(events).toEqual(['worked', 'closed']);
    expect(database.unitsWith(1)).toEqual(['a', 'b']);
  });

  it('lets in whoever waited before it, and nobody after it: all are told the truth', async () => {
    const told: string[] = [];
    const write = (unit: string): Promise<unknown> =>
      dataSource
        .transaction(async (manager) => {
          await manager.insert(Entry, left(unit));
          await sleep(1);
        })
        .then(() => told.push(unit));

    const before = Array.from({ length: 10 }, (_, number) => write(`before ${number}`));
    await sleep(1);
    const closing = dataSource.destroy();
    const after = Promise.allSettled(Array.from({ length: 10 }, (_, number) => write(`after ${number}`)));

    await Promise.all([...before, closing]);
    for (const each of await after) {
      expect(each).toMatchObject({ status: 'rejected', reason: expect.any(DatabaseClosedError) });
    }
    expect(database.unitsWith(1)).toEqual([...told].sort());
    expect(told).toHaveLength(10);
  });

  it('answers nothing any more, by whatever door', async () => {
    const repository = dataSource.getRepository(Entry);
    const runner = dataSource.createQueryRunner();
    await dataSource.destroy();

    const attempts = [
      () => dataSource.query('SELECT 1'),
      () => repository.find(),
      () => repository.insert(left('a')),
      () => repository.save(left('a')),
      () => dataSource.transaction((manager) => manager.insert(Entry, left('a'))),
      () => runner.query('SELECT 1'),
      () => runner.startTransaction(),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(DatabaseClosedError);
    expect(database.unitsWith(1)).toEqual([]);
  });

  it('opens again', async () => {
    await dataSource.destroy();
    await dataSource.initialize();

    await dataSource.getRepository(Entry).insert(left('a'));
    expect(database.unitsWith(1)).toEqual(['a']);
  });

  it('twice at once is closed once', async () => {
    await Promise.all([dataSource.destroy(), dataSource.destroy()]);
    await expect(dataSource.query('SELECT 1')).rejects.toThrow(DatabaseClosedError);
  });

  it('does not wait for ever: a transaction that never ends is undone', async () => {
    const impatient = await testDatabase(IMPATIENT);
    const other = await impatient.open();
    const runner = other.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.insert(Entry, left('never ends'));
    await other.destroy();

    await expect(runner.manager.insert(Entry, left('goes on'))).rejects.toThrow(TransactionLostError);
    await expect(runner.commitTransaction()).rejects.toThrow(TransactionLostError);
    await runner.rollbackTransaction();
    await runner.release();
    expect(impatient.unitsWith(1)).toEqual([]);
  });
});

describe('A database that was never opened', () => {
  const testDatabase = testDatabases();

  it('answers nothing', async () => {
    const { engine, name } = await testDatabase();
    const dataSource = engine.dataSource(name, { entities: [Entry] });
    await expect(dataSource.query('SELECT 1')).rejects.toThrow(DatabaseClosedError);
  });

  it('cannot be changed by synchronize or dropDatabase, opened or not', async () => {
    const dataSource = await (await testDatabase()).open();
    await expect(dataSource.synchronize(true)).rejects.toThrow(SynchronizeRefusedError);
    await expect(dataSource.dropDatabase()).rejects.toThrow(SynchronizeRefusedError);
  });
});
