import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { Entry } from './sqlite-database.js';

/** What a run of mixed units of work told its callers. */
export interface MixedWorkOutcome {
  /** Units that were acknowledged: their two rows must be there. */
  readonly acknowledged: Set<string>;
  /** Units that were rolled back on purpose: none of their rows may be there. */
  readonly rolledBack: Set<string>;
  /** Errors that nobody planned. */
  readonly errors: string[];
  /** Units seen by a reader while they were unfinished or after they were rolled back. */
  readonly dirtyReads: string[];
}

class PlannedRollback extends Error {}

type Unit = (dataSource: DataSource, unit: string, isDoomed: boolean) => Promise<unknown>;

const INSERT = 'INSERT INTO entry (unit, side) VALUES (?, ?)';
const sides = (unit: string): Pick<Entry, 'unit' | 'side'>[] => [
  { unit, side: 'left' },
  { unit, side: 'right' },
];

async function writeHalves(manager: EntityManager, unit: string, pause: () => Promise<unknown>): Promise<void> {
  await manager.insert(Entry, { unit, side: 'left' });
  await pause();
  await manager.save(manager.create(Entry, { unit, side: 'right' }));
}

function transaction(pause: () => Promise<unknown>): Unit {
  return (dataSource, unit, isDoomed) =>
    dataSource.transaction(async (manager) => {
      await writeHalves(manager, unit, pause);
      if (isDoomed) throw new PlannedRollback();
    });
}

const nested: Unit = (dataSource, unit, isDoomed) =>
  dataSource.transaction(async (manager) => {
    await manager.query(INSERT, [unit, 'left']);
    await manager
      .transaction(async (inner) => {
        await inner.query(INSERT, [unit, 'right']);
        throw new PlannedRollback();
      })
      .catch(() => undefined);
    await sleep(1);
    await manager.transaction((inner) => inner.insert(Entry, { unit, side: 'right' }));
    if (isDoomed) throw new PlannedRollback();
  });

const queryRunner: Unit = async (dataSource, unit, isDoomed) => {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(INSERT, [unit, 'left']);
    await sleep(1);
    await runner.manager.insert(Entry, { unit, side: 'right' });
    if (isDoomed) throw new PlannedRollback();
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
};

/** Kinds that are undone by their own rollback. */
const UNDOABLE: readonly Unit[] = [
  transaction(() => sleep(5)),
  nested,
  queryRunner,
  transaction(async () => undefined),
];

/** Kinds that are one statement or one transaction of TypeORM's own making, in addition. */
const KINDS: readonly Unit[] = [
  ...UNDOABLE,
  (dataSource, unit) => dataSource.getRepository(Entry).save(sides(unit)),
  (dataSource, unit) => dataSource.getRepository(Entry).insert(sides(unit)),
  (dataSource, unit) =>
    dataSource.query('INSERT INTO entry (unit, side) VALUES (?, ?), (?, ?)', [unit, 'left', unit, 'right']),
  async (dataSource, unit) => {
    await dataSource.getRepository(Entry).insert(sides(`${unit}-draft`));
    await dataSource.getRepository(Entry).update({ unit: `${unit}-draft` }, { unit });
  },
];

/** Starts `count` units of work at once, every fifth to be rolled back, and reads all the while. */
export async function runMixedWork(dataSource: DataSource, count: number): Promise<MixedWorkOutcome> {
  const outcome: MixedWorkOutcome = { acknowledged: new Set(), rolledBack: new Set(), errors: [], dirtyReads: [] };
  const units = Array.from({ length: count }, (_, number) => runUnit(dataSource, number, outcome));
  let isRunning = true;
  const reader = read(dataSource, outcome, () => isRunning);
  await Promise.all(units);
  isRunning = false;
  await reader;
  return outcome;
}

async function runUnit(dataSource: DataSource, number: number, outcome: MixedWorkOutcome): Promise<void> {
  const isDoomed = number % 5 === 0;
  const unit = `${isDoomed ? 'doomed' : 'unit'}-${number}`;
  const kinds = isDoomed ? UNDOABLE : KINDS;
  const kind = kinds[Math.floor(number / 5) % kinds.length];
  try {
    await kind?.(dataSource, unit, isDoomed);
    outcome.acknowledged.add(unit);
  } catch (error) {
    if (error instanceof PlannedRollback) outcome.rolledBack.add(unit);
    else outcome.errors.push((error as Error).message);
  }
}

async function read(dataSource: DataSource, outcome: MixedWorkOutcome, isRunning: () => boolean): Promise<void> {
  const dirty = "SELECT unit FROM entry GROUP BY unit HAVING count(*) <> 2 OR unit LIKE 'doomed-%'";
  const entries = dataSource.getRepository(Entry);
  while (isRunning()) {
    try {
      const rows = await dataSource.query<{ unit: string }[]>(dirty);
      outcome.dirtyReads.push(...rows.map((row) => row.unit));
      const left = await entries.countBy({ unit: 'doomed-0' });
      if (left > 0) outcome.dirtyReads.push('doomed-0');
    } catch (error) {
      outcome.errors.push((error as Error).message);
    }
    await sleep(0);
  }
}
