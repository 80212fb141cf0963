/** @engine sqlite: how SQLite files are used. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { SystemClock } from '../../../src/common/index.js';
import { Migrator } from '../../../src/database/index.js';
import { Child } from '../../support/child-process.js';
import { MIGRATIONS } from '../../support/counting-migrations.mjs';
import { testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const NAMES = MIGRATIONS.map((migration) => migration.name);
const ONCE_EACH = MIGRATIONS.map((_, index) => ({ number: index + 1 }));

/** Waits until another process is in a transaction that writes. */
async function untilLocked({ path }: TestDatabase): Promise<void> {
  const database = new Database(path, { timeout: 0 });
  try {
    for (;;) {
      database.exec('BEGIN IMMEDIATE; ROLLBACK');
      await sleep(5);
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'SQLITE_BUSY' });
  } finally {
    database.close();
  }
}

describe('Several who migrate one database at once', () => {
  const testDatabase = testDatabases();

  const migrateHere = ({ engine, name }: TestDatabase): Promise<readonly string[]> =>
    new Migrator(engine, MIGRATIONS, new SystemClock()).migrate(name);
  const runs = (database: TestDatabase): unknown[] => database.rows('SELECT number FROM run');

  it('apply each migration once: in one process', async () => {
    const database = await testDatabase();
    const applied = await Promise.all(Array.from({ length: 5 }, () => migrateHere(database)));

    expect(applied.flat()).toEqual(NAMES);
    expect(runs(database)).toEqual(ONCE_EACH);
  });

  it('apply each migration once: in four processes, while others write', async () => {
    const database = await testDatabase();
    const dataSource = await database.open();
    const children = Array.from({ length: 3 }, () => new Child('migrating-child.mjs', [database.folder, '0']));
    await Promise.all(children.map((child) => child.next('ready')));

    for (const child of children) child.say('go');
    const here = migrateHere(database);
    for (let number = 0; number < 50; number += 1) {
      await dataSource.query(`INSERT INTO entry (unit, side) VALUES ('${number}', 'left')`);
    }
    await Promise.all([here, ...children.map((child) => child.end())]);

    expect(children.flatMap((child) => child.told('failed'))).toEqual([]);
    const told = children.flatMap((child) => child.told('applied') as string[][]);
    expect([...(await here), ...told.flat()]).toEqual(NAMES);
    expect(runs(database)).toEqual(ONCE_EACH);
    expect(database.unitsWith(1)).toHaveLength(50);
  });

  it('need not wait for one that was killed in the middle, nor mend what it left', async () => {
    const database = await testDatabase();
    const child = new Child('migrating-child.mjs', [database.folder, '4']);
    await child.next('ready');
    child.say('go');
    await untilLocked(database);
    const here = migrateHere(database);
    await child.kill();

    expect(await here).toEqual(NAMES);
    expect(runs(database)).toEqual(ONCE_EACH);
  });
});
