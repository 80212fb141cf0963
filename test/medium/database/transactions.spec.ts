/** @engine sqlite: how SQLite files are used. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, TransactionNotStartedError } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { ProblemError } from '../../../src/common/index.js';
import {
  DatabaseBusyError,
  isForeignKeyViolation,
  isUniqueViolation,
  OverlappingTransactionsError,
  TransactionLostError,
} from '../../../src/database/index.js';
import { Entry, IMPATIENT, testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const UNDO = new Error('undo');
const left = (unit: string): Pick<Entry, 'unit' | 'side'> => ({ unit, side: 'left' });
const undo = (): Promise<never> => Promise.reject(UNDO);

const NOTE_TABLE =
  'CREATE TABLE note (id integer PRIMARY KEY, entry_id integer REFERENCES entry (id) DEFERRABLE INITIALLY DEFERRED)';

describe('A transaction', () => {
  const testDatabase = testDatabases();
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await testDatabase(undefined, NOTE_TABLE);
    dataSource = await database.open();
  });

  /** Units that are in the file. */
  const saved = (): string[] => database.unitsWith(1);

  it('goes on after a statement that failed, as SQLite lets it', async () => {
    await dataSource.transaction(async (manager) => {
      await manager.insert(Entry, left('a'));
      const again: unknown = await manager.insert(Entry, left('a')).catch((error: unknown) => error);
      expect(isUniqueViolation(again)).toBe(true);
      await manager.insert(Entry, left('b'));
    });

    expect(saved()).toEqual(['a', 'b']);
  });

  it('keeps of nested ones what was committed at every level', async () => {
    await dataSource.transaction(async (outer) => {
      await outer.insert(Entry, left('outer'));
      await outer.transaction(async (middle) => {
        await middle.insert(Entry, left('middle'));
        await middle
          .transaction(async (inner) => {
            await inner.insert(Entry, left('inner, undone'));
            await undo();
          })
          .catch(() => undefined);
        await middle.transaction((inner) => inner.insert(Entry, left('inner')));
      });
      await outer
        .transaction(async (middle) => {
          await middle.transaction((inner) => inner.insert(Entry, left('committed, then undone above')));
          await undo();
        })
        .catch(() => undefined);
    });

    expect(saved()).toEqual(['inner', 'middle', 'outer']);
  });

  it('is undone whole when the outermost is, whatever the nested ones did', async () => {
    const failing = dataSource.transaction(async (outer) => {
      await outer.transaction((inner) => inner.insert(Entry, left('a')));
      await undo();
    });

    await expect(failing).rejects.toBe(UNDO);
    expect(saved()).toEqual([]);
  });

  it('is undone whole while readers fail beside it, at whatever moment', async () => {
    const errors: unknown[] = [];
    for (let moment = 0; moment < 20; moment += 1) {
      const doomed = dataSource.transaction(async (manager) => {
        await manager.insert(Entry, left(`ghost ${moment}`));
        await undo();
      });
      const good = dataSource.transaction((manager) => manager.insert(Entry, left(`good ${moment}`)));
      const reader = failAfter(dataSource, moment);
      await Promise.all([doomed.catch((error: unknown) => errors.push(error)), good, reader]);
    }

    expect(errors.every((error) => error === UNDO)).toBe(true);
    expect(saved()).toHaveLength(20);
    expect(saved().filter((unit) => unit.startsWith('ghost'))).toEqual([]);
  });

  it.each(['insert', 'save', 'query', 'transaction'] as const)(
    'leaves nothing of work that nobody waited for, whenever it goes on: %s',
    async (how) => {
      const write: Record<typeof how, (manager: EntityManager) => Promise<unknown>> = {
        insert: (manager) => manager.insert(Entry, left('stray')),
        save: (manager) => manager.save(manager.create(Entry, left('stray'))),
        query: (manager) => manager.query("INSERT INTO entry (unit, side) VALUES ('stray', 'left')"),
        transaction: (manager) => manager.transaction((inner) => inner.insert(Entry, left('stray'))),
      };
      const strays: Promise<unknown>[] = [];
      for (let moment = 0; moment < 40; moment += 1) {
        const doomed = dataSource.transaction(async (manager) => {
          strays.push(microtasks(moment).then(() => write[how](manager)));
          await undo();
        });
        await expect(doomed).rejects.toBe(UNDO);
      }
      await Promise.allSettled(strays);

      expect(saved()).toEqual([]);
    },
  );

  it('is acknowledged only when it is saved, also with a nested one that nobody waited for', async () => {
    const acknowledged: string[] = [];
    const strays: Promise<unknown>[] = [];
    for (let moment = 0; moment < 40; moment += 1) {
      await dataSource
        .transaction(async (manager) => {
          await manager.insert(Entry, left(`outer ${moment}`));
          const stray = manager.transaction(async (inner) => {
            await inner.insert(Entry, left(`stray ${moment}`));
            await microtasks(moment % 8);
          });
          // Whoever does not wait for it would at least be told by Node.js.
          strays.push(stray.catch(() => undefined));
          await microtasks(moment);
        })
        .then(() => acknowledged.push(`outer ${moment}`))
        .catch((error: unknown) => expect(error).toBeInstanceOf(ProblemError));
    }
    await Promise.allSettled(strays);

    expect(saved().filter((unit) => unit.startsWith('outer'))).toEqual([...acknowledged].sort());
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.length).toBeLessThan(40);
  });

  it('fails whole when nested ones end in another order than one within the other, whatever their caller makes of it', async () => {
    for (let moment = 0; moment < 30; moment += 1) {
      const work = dataSource.transaction(async (manager) => {
        const nested = ['a', 'b', 'c'].map((unit) =>
          manager.transaction(async (inner) => {
            await inner.insert(Entry, left(`${unit} ${moment}`));
            await microtasks(moment);
            if (unit === 'b') await undo();
          }),
        );
        await Promise.allSettled(nested);
      });
      await expect(work).rejects.toThrow(TransactionLostError);
    }

    expect(saved()).toEqual([]);
  });

  it('tells who let a nested one overlap with itself', async () => {
    const overlapping = dataSource.transaction(async (manager) => {
      void manager.transaction(() => microtasks(1000)).catch(() => undefined);
      await microtasks(20);
    });
    await expect(overlapping).rejects.toThrow(OverlappingTransactionsError);
  });

  it('whose commit breaks a deferred foreign key says so, keeps nothing and blocks nobody', async () => {
    const orphan = 'INSERT INTO note (entry_id) VALUES (4711)';
    const failure: unknown = await dataSource
      .transaction(async (manager) => {
        await manager.insert(Entry, left('a'));
        await manager.query(orphan);
      })
      .catch((error: unknown) => error);
    expect(isForeignKeyViolation(failure)).toBe(true);

    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(orphan);
    await expect(runner.commitTransaction()).rejects.toThrow(QueryFailedError);
    await runner.rollbackTransaction();
    await runner.release();

    expect(saved()).toEqual([]);
    expect(database.rows('SELECT * FROM note')).toEqual([]);
    await dataSource.getRepository(Entry).insert(left('b'));
    expect(saved()).toEqual(['b']);
  });

  describe('that SQLite undid by itself, and whose code takes no notice', () => {
    const UNDOING = "INSERT OR ROLLBACK INTO entry (unit, side) VALUES ('taken', 'left')";
    const ignore = (): undefined => undefined;

    beforeEach(() => dataSource.getRepository(Entry).insert(left('taken')));

    const CARELESS: [how: string, work: (manager: EntityManager) => Promise<unknown>][] = [
      ['goes on', (manager) => manager.query(UNDOING).catch(ignore)],
      [
        'opens a nested one',
        async (manager) => {
          await manager.query(UNDOING).catch(ignore);
          await manager.transaction((inner) => inner.insert(Entry, left('inner'))).catch(ignore);
        },
      ],
      ['was in a nested one', (manager) => manager.transaction((inner) => inner.query(UNDOING)).catch(ignore)],
      [
        'was in a nested one that went on',
        (manager) => manager.transaction((inner) => inner.query(UNDOING).catch(ignore)).catch(ignore),
      ],
      [
        'was in a nested one that went on, twice',
        (manager) =>
          manager
            .transaction((middle) => middle.transaction((inner) => inner.query(UNDOING).catch(ignore)).catch(ignore))
            .catch(ignore),
      ],
    ];

    it.each(CARELESS)('keeps nothing and fails in the end: it %s', async (_how, work) => {
      const errors: unknown[] = [];
      const careless = dataSource.transaction(async (manager) => {
        await manager.insert(Entry, left('before'));
        await work(manager);
        await manager.insert(Entry, left('after')).catch((error: unknown) => errors.push(error));
      });

      await expect(careless).rejects.toThrow(TransactionLostError);
      expect(errors).toEqual([expect.any(TransactionLostError)]);
      expect(saved()).toEqual(['taken']);
      await dataSource.transaction((manager) => manager.insert(Entry, left('next')));
      expect(saved()).toEqual(['next', 'taken']);
    });
  });
});

describe('A query runner', () => {
  const testDatabase = testDatabases();

  it('does nothing any more once it is released', async () => {
    const runner = (await (await testDatabase()).open()).createQueryRunner();
    await runner.release();
    await runner.release();

    await expect(runner.query('SELECT 1')).rejects.toThrow(QueryRunnerAlreadyReleasedError);
    await expect(runner.startTransaction()).rejects.toThrow(QueryRunnerAlreadyReleasedError);
    await expect(runner.commitTransaction()).rejects.toThrow(TransactionNotStartedError);
    await expect(runner.rollbackTransaction()).rejects.toThrow(TransactionNotStartedError);
  });

  it('that is released with an open transaction undoes it and lets the next one in', async () => {
    const database = await testDatabase(IMPATIENT);
    const dataSource = await database.open();
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.startTransaction();
    await runner.manager.insert(Entry, left('forgotten'));
    await runner.release();

    await expect(runner.commitTransaction()).rejects.toThrow(TransactionNotStartedError);
    await dataSource.transaction((manager) => manager.insert(Entry, left('next')));
    expect(database.unitsWith(1)).toEqual(['next']);
  });

  it('that is released while it waits for its turn does not keep the lock', async () => {
    const database = await testDatabase(IMPATIENT);
    const dataSource = await database.open();
    const runner = dataSource.createQueryRunner();
    const other = dataSource.createQueryRunner();
    await other.startTransaction();
    const starting = runner.startTransaction();
    await runner.release();
    await other.commitTransaction();

    await expect(starting).rejects.toThrow(QueryRunnerAlreadyReleasedError);
    await dataSource.transaction((manager) => manager.insert(Entry, left('next')));
    expect(database.unitsWith(1)).toEqual(['next']);
    await other.release();
  });

  it('that waits for its own transaction gets an error, not a hang, and can go on', async () => {
    const database = await testDatabase(IMPATIENT);
    const dataSource = await database.open();
    await dataSource.transaction(async (manager) => {
      await manager.insert(Entry, left('a'));
      await expect(dataSource.getRepository(Entry).insert(left('outside'))).rejects.toThrow(DatabaseBusyError);
      await expect(dataSource.transaction(() => Promise.resolve())).rejects.toThrow(DatabaseBusyError);
      expect(await dataSource.getRepository(Entry).count()).toBe(0);
      await manager.insert(Entry, left('b'));
    });

    expect(database.unitsWith(1)).toEqual(['a', 'b']);
  });

  it('tells errors without the parameters, which are patient data', async () => {
    const dataSource = await (await testDatabase()).open();
    await dataSource.getRepository(Entry).insert(left('Rosa Albach'));
    const error: unknown = await dataSource
      .query('INSERT INTO entry (unit, side) VALUES (?, ?)', ['Rosa Albach', 'left'])
      .catch((failure: unknown) => failure);

    expect(error).toBeInstanceOf(QueryFailedError);
    expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain('Albach');
  });
});

/** A read that fails a number of microtasks from now. */
async function failAfter(dataSource: DataSource, moment: number): Promise<void> {
  await microtasks(moment);
  await expect(dataSource.query('SELECT * FROM nowhere')).rejects.toThrow('no such table');
}

async function microtasks(count: number): Promise<void> {
  for (let each = 0; each < count; each += 1) await Promise.resolve();
}
