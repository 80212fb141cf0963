/** @engine sqlite: how SQLite files are used. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Child } from '../../support/child-process.js';
import { testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

/** Files can grow to this size; a bigger transaction fails with a real SQLITE_IOERR_WRITE or SQLITE_FULL. */
const DISK_KIB = 1024;

describe('Storage that fails in the middle of the work', () => {
  const testDatabase = testDatabases();
  let database: TestDatabase;

  beforeEach(async () => {
    database = await testDatabase(undefined, 'CREATE TABLE padding (content text)');
  });

  async function workOnFullDisk(driver: 'ours' | 'stock', manner: 'at-once' | 'one-by-one'): Promise<Report> {
    const child = new Child('full-disk-child.mjs', [database.folder, driver, manner], DISK_KIB);
    await child.next('done');
    await child.kill();
    const acknowledged = child.told('acknowledged') as string[];
    const whole = new Set(database.unitsWith(2));
    return {
      acknowledged,
      refusals: new Set(child.messages.filter((each) => 'refused' in each).map(kindAndError)),
      lost: acknowledged.filter((unit) => !whole.has(unit)),
      ghosts: [...whole].filter((unit) => !acknowledged.includes(unit)),
      halves: database.unitsWith(1),
    };
  }

  it.each(['at-once', 'one-by-one'] as const)(
    'fails the units of work that it hits and no other, %s, and what was acknowledged outlives a kill',
    async (manner) => {
      const { acknowledged, refusals, lost, ghosts, halves } = await workOnFullDisk('ours', manner);

      expect([lost, ghosts, halves]).toEqual([[], [], []]);
      expect(acknowledged.every((unit) => unit.startsWith('small-'))).toBe(true);
      expect(acknowledged).toHaveLength(manner === 'at-once' ? 75 : 50);
      expect([...refusals].sort()).toEqual([
        'big: CommitFailedError',
        'careless: TransactionLostError',
        'huge: TransactionLostError',
        'nested: TransactionLostError',
        'single: CommitFailedError',
      ]);
      expect(database.rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      expect(database.rows('SELECT count(*) AS count FROM padding')).toEqual([{ count: 0 }]);
    },
  );

  it("poisons TypeORM's own driver, which goes on acknowledging what it never saves", async () => {
    const { lost } = await workOnFullDisk('stock', 'one-by-one');

    expect(lost.length).toBeGreaterThan(10);
  });
});

interface Report {
  readonly acknowledged: string[];
  /** Kind of unit of work and the error it got, each once. */
  readonly refusals: Set<string>;
  readonly lost: string[];
  readonly ghosts: string[];
  readonly halves: string[];
}

function kindAndError({ refused, error }: Readonly<Record<string, unknown>>): string {
  return `${String(refused).replace(/-\d+$/, '')}: ${String(error)}`;
}
