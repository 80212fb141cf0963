/** @engine sqlite: how SQLite files are used. */
import { describe, expect, it, jest } from '@jest/globals';
import { GroupCommit } from '../../../src/database/index.js';
import { Entry, testDatabases } from '../../support/sqlite-database.js';

const databases = testDatabases();

describe('units of work that share a commit', () => {
  it('are all kept, in fewer commits than there are units', async () => {
    const master = await (await databases()).open();
    let commits = 0;
    master.subscribers.push({
      afterTransactionCommit: ({ queryRunner }) => void (commits += queryRunner.isTransactionActive ? 0 : 1),
    });
    const group = new GroupCommit(master);
    const units = Array.from({ length: 50 }, (_, index) => `unit-${index}`);
    const answers = await Promise.all(
      units.map((unit) => group.run(async (tx) => (await tx.insert(Entry, { unit, side: 'left' }), unit))),
    );
    expect(answers).toEqual(units);
    expect(await master.getRepository(Entry).count()).toBe(50);
    expect(commits).toBeLessThan(10);
  });

  it('are undone alone when they fail, whoever else was in the group', async () => {
    const master = await (await databases()).open();
    const group = new GroupCommit(master);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) =>
        group.run(async (tx) => {
          await tx.insert(Entry, { unit: `unit-${index}`, side: 'left' });
          if (index % 3 === 0) throw new Error('planned');
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(10);
    const kept = await master.getRepository(Entry).find({ order: { id: 'ASC' } });
    expect(kept.map((entry) => entry.unit)).toEqual(
      Array.from({ length: 30 }, (_, index) => `unit-${index}`).filter((_, index) => index % 3 !== 0),
    );
  });

  it('are not acknowledged before the commit, and all fail when it does', async () => {
    const master = await (await databases()).open();
    const group = new GroupCommit(master);
    jest.spyOn(master, 'transaction').mockImplementationOnce((async (work: (tx: unknown) => Promise<unknown>) => {
      const runner = master.createQueryRunner();
      await runner.startTransaction();
      await work(runner.manager);
      await runner.rollbackTransaction();
      await runner.release();
      throw new Error('no commit');
    }) as never);
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c'].map((unit) => group.run((tx) => tx.insert(Entry, { unit, side: 'left' }))),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await master.getRepository(Entry).count()).toBe(0);
    await group.run((tx) => tx.insert(Entry, { unit: 'afterwards', side: 'left' }));
    expect(await master.getRepository(Entry).count()).toBe(1);
  });
});
