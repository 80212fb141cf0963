import { EntityManager, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import type { QueryRunner } from 'typeorm';
import { traced } from '../common/index.js';
import type { TransactionLevels } from './transaction-levels.js';

type Work<T> = (manager: EntityManager) => Promise<T>;

/** A query runner that is one unit of work and whose transactions know their level. */
export interface LevelledRunner extends QueryRunner {
  readonly levels: TransactionLevels;
}

/**
 * TypeORM's entity manager, whose transactions know which one they are and end for good. TypeORM only counts levels: of
 * two nested transactions at once, or one that nobody waits for, each would end the other's. And work that goes on after
 * a failure (a missing `await`, the rest of a `Promise.all`) would run its next statement outside of any transaction, in
 * the moment between the rollback and the release of the query runner.
 */
export class UnitEntityManager extends EntityManager {
  /**
   * Runs `work` as a transaction, or as a nested one when this manager is that of a transaction. A given isolation level
   * is left aside.
   * @throws OverlappingTransactionsError, TransactionLostError, CommitFailedError, DatabaseBusyError, DatabaseClosedError
   *   and whatever `work` throws; nothing of it is saved then.
   */
  override async transaction<T>(...args: unknown[]): Promise<T> {
    const work = args.find((each) => typeof each === 'function') as Work<T>;
    if (this.queryRunner?.isReleased) throw new QueryRunnerProviderAlreadyReleasedError();
    if (this.queryRunner !== undefined) return runLevel(this.queryRunner as LevelledRunner, work);
    const system = this.dataSource.options.type === 'postgres' ? 'postgresql' : 'sqlite';
    return traced('transaction', { 'db.system.name': system }, () => this.runUnit(work));
  }

  /** Runs `work` as an outermost transaction, on a query runner of its own. */
  protected async runUnit<T>(work: Work<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner() as LevelledRunner;
    try {
      runner.levels.endWithTransaction();
      return await runLevel(runner, work);
    } finally {
      await runner.release();
    }
  }
}

async function runLevel<T>({ levels, manager }: LevelledRunner, work: Work<T>): Promise<T> {
  const level = await levels.start();
  try {
    const result = await work(manager);
    await levels.commit(level);
    return result;
  } catch (error) {
    // The first error is the one to tell.
    await levels.rollback(level).catch(() => undefined);
    throw error;
  }
}
