/** @engine sqlite: how SQLite files are used. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Child } from '../../support/child-process.js';
import { testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

/** `KILL_ROUNDS=200 npm run soak:kill` for more. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 20);
const LONGEST_LIFE_MS = 300;

describe('A process killed while it writes', () => {
  const testDatabase = testDatabases();

  it(
    `has lost nothing that it acknowledged, in ${ROUNDS} rounds`,
    async () => {
      const database = await testDatabase();
      const found = { acknowledged: 0, lost: [] as string[], damage: [] as string[] };
      for (let round = 0; round < ROUNDS; round += 1) await killOnce(database, 'careful', found);

      expect(found.lost).toEqual([]);
      expect(found.damage).toEqual([]);
      expect(database.unitsWith(1)).toEqual([]);
      expect(found.acknowledged).toBeGreaterThanOrEqual(ROUNDS);
    },
    30_000 + ROUNDS * 5_000,
  );

  it('has lost some when it acknowledges before the commit: the same test finds it', async () => {
    const database = await testDatabase();
    const found = { acknowledged: 0, lost: [] as string[], damage: [] as string[] };
    for (let round = 0; round < 20 && found.lost.length === 0; round += 1) await killOnce(database, 'hasty', found);

    expect(found.lost.length).toBeGreaterThan(0);
  });
});

/** Starts the writing process, kills it at a random moment, and compares what it told with what is in the file. */
async function killOnce(
  database: TestDatabase,
  manner: 'careful' | 'hasty',
  found: { acknowledged: number; lost: string[]; damage: string[] },
): Promise<void> {
  const child = new Child('writing-child.mjs', [database.folder, 'ours', manner]);
  await child.next('acknowledged');
  await sleep(Math.random() * LONGEST_LIFE_MS);
  await child.kill();

  const acknowledged = child.told('acknowledged') as string[];
  const whole = new Set(database.unitsWith(2));
  found.acknowledged += acknowledged.length;
  found.lost.push(...acknowledged.filter((unit) => !whole.has(unit)));
  const checks = database.rows<{ integrity_check: string }>('PRAGMA integrity_check');
  found.damage.push(...checks.map((row) => row.integrity_check).filter((verdict) => verdict !== 'ok'));
}
