/** @engine sqlite: how SQLite files are used. */
import { describe, expect, it } from '@jest/globals';
import { runMixedWork } from '../../support/mixed-work.js';
import type { MixedWorkOutcome } from '../../support/mixed-work.js';
import { testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const UNITS = 1000;

describe('1000 mixed units of work at once on one database, every fifth rolled back', () => {
  const testDatabase = testDatabases();

  it('leaves all that was acknowledged and nothing that was rolled back', async () => {
    const database = await testDatabase();

    const outcome = await runMixedWork(await database.open(), UNITS);
    await database.close();

    expect(outcome.errors).toEqual([]);
    expect(outcome.dirtyReads).toEqual([]);
    expect(outcome.acknowledged.size).toBe(800);
    expect(outcome.rolledBack.size).toBe(200);
    expect(compare(database, outcome)).toEqual({ lost: [], ghosts: [], halves: [] });
  });

  it("does not on TypeORM's own driver: the same test finds its faults", async () => {
    const database = await testDatabase();

    const outcome = await runMixedWork(await database.openStock(), UNITS);
    await database.close();

    const { lost, ghosts, halves } = compare(database, outcome);
    expect(outcome.errors.length).toBeGreaterThan(0);
    expect(lost.length + ghosts.length + halves.length + outcome.dirtyReads.length).toBeGreaterThan(0);
  });
});

/** What the callers were told against what is in the file. */
function compare(
  database: TestDatabase,
  { acknowledged }: MixedWorkOutcome,
): Record<'lost' | 'ghosts' | 'halves', string[]> {
  const whole = new Set(database.unitsWith(2));
  return {
    lost: [...acknowledged].filter((unit) => !whole.has(unit)),
    ghosts: [...whole].filter((unit) => !acknowledged.has(unit)),
    halves: database.unitsWith(1),
  };
}
