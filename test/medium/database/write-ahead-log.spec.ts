/** @engine sqlite: how SQLite files are used. */
import { existsSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Entry, testDatabases } from '../../support/sqlite-database.js';

const WRITES = 3000;
/** SQLite moves the log into the database at 1,000 pages, and starts it anew when nobody reads the old one. */
const BOUND_BYTES = 2 * 1000 * (4096 + 24);

describe('The write-ahead log', () => {
  const testDatabase = testDatabases();

  it(`stays bounded over ${WRITES} writes while readers and transactions come and go`, async () => {
    const database = await testDatabase();
    const dataSource = await database.open();
    const entries = dataSource.getRepository(Entry);
    let largest = 0;

    for (let round = 0; round < WRITES / 100; round += 1) {
      const units = Array.from({ length: 50 }, (_, number) => `unit ${round} ${number}`);
      await Promise.all(units.map((unit) => entries.insert({ unit, side: 'left' })));
      await dataSource.transaction(async (manager) => {
        for (const unit of units) {
          await manager.insert(Entry, { unit, side: 'right' });
          if (unit.endsWith('0')) await entries.count();
        }
      });
      largest = Math.max(largest, statSync(`${database.path}-wal`).size);
    }

    expect(await entries.count()).toBe(WRITES);
    expect(largest).toBeLessThan(BOUND_BYTES);
    await database.close();
    expect(existsSync(`${database.path}-wal`)).toBe(false);
  });
});
