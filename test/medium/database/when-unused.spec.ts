/** @engine sqlite: how SQLite files are used. */
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { DatabaseBusyError, DatabaseMissingError } from '../../../src/database/index.js';
import { COMPANION_SUFFIXES } from '../../../src/database/sqlite/sqlite-paths.js';
import { Child } from '../../support/child-process.js';
import { Entry, testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const SOON_MS = 100;
const LATE_MS = 20_000;

describe('Waiting until nobody has a database open', () => {
  const testDatabase = testDatabases();
  let child: Child | undefined;

  afterEach(async () => {
    await child?.kill();
  });

  it('ends at once when nobody has, and leaves no log behind', async () => {
    const database = await testDatabase();
    const dataSource = await database.open();
    await dataSource.getRepository(Entry).insert({ unit: 'one', side: 'left' });
    await dataSource.destroy();
    await database.engine.whenUnused(database.name, SOON_MS);
    expect(companionsOf(database)).toEqual([]);
    expect(database.unitsWith(1)).toEqual(['one']);
  });

  it('goes on while this process has it open, idle as it may be', async () => {
    const database = await testDatabase();
    const dataSource = await database.open();
    await expect(database.engine.whenUnused(database.name, SOON_MS)).rejects.toThrow(DatabaseBusyError);
    const waiting = database.engine.whenUnused(database.name, LATE_MS);
    await dataSource.destroy();
    await waiting;
  });

  it('goes on while another process has it open, and ends when that is killed', async () => {
    const database = await testDatabase();
    child = new Child('locking-child.mjs', [database.path]);
    await child.next('locked');
    await expect(database.engine.whenUnused(database.name, SOON_MS)).rejects.toThrow(DatabaseBusyError);
    const waiting = database.engine.whenUnused(database.name, LATE_MS);
    await child.kill();
    await waiting;
    // The file may get another name now, and what is beside it would keep this one.
    expect(companionsOf(database)).toEqual([]);
    expect(database.unitsWith(2)).toEqual([]);
  });

  it('disturbs nobody who has it open', async () => {
    const database = await testDatabase();
    const dataSource = await database.open();
    await expect(database.engine.whenUnused(database.name, SOON_MS)).rejects.toThrow(DatabaseBusyError);
    await dataSource.getRepository(Entry).insert({ unit: 'after', side: 'left' });
    expect(database.unitsWith(1)).toEqual(['after']);
  });

  it('is refused for a database that is not there, and makes none', async () => {
    const database = await testDatabase();
    await expect(database.engine.whenUnused('tenant_nowhere', SOON_MS)).rejects.toThrow(DatabaseMissingError);
    expect(await database.engine.exists('tenant_nowhere')).toBe(false);
  });
});

function companionsOf({ path }: TestDatabase): string[] {
  return COMPANION_SUFFIXES.filter((suffix) => existsSync(path + suffix));
}
