import { EntityManager, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { traced } from '../../common/index.js';
import type { SqliteQueryRunner } from './sqlite-query-runner.js';

type Work<T> = (manager: EntityManager) => Promise<T>;

/**
 * TypeORM's entity manager, whose transactions know which one they are and end for good. TypeORM only counts levels: of
 * two nested transactions at once, or one that nobody waits for, each would end the other's. And work that goes on after
 * a failure (a missing `await`, the rest of a `Promise.all`) would run its next statement outside of any transaction, in
 * the moment between the rollback and the release of the query runner.
 */
export class SqliteEntityManager extends EntityManager {
  /**
   * Runs `work` as a transaction, or as a nested one when this manager is that of a transaction. A given isolation level
   * is left aside: every transaction of SQLite is serializable.
   * @throws OverlappingTransactionsError, TransactionLostError, CommitFailedError, DatabaseBusyError, DatabaseClosedError
   *   and whatever `work` throws; nothing of it is saved then.
   */
  override async transaction<T>(...args: unknown[]): Promise<T> {
    const work = args.find((each) => typeof each === 'function') as Work<T>;
    if (this.queryRunner?.isReleased) throw new QueryRunnerProviderAlreadyReleasedError();
    if (this.queryRunner !== undefined) return runLevel(this.queryRunner as SqliteQueryRunner, work);
    return traced('transaction', { 'db.system.name': 'sqlite' }, () => this.outermost(work));
  }

  private async outermost<T>(work: Work<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner() as SqliteQueryRunner;
    try {
      runner.endWithTransaction();
      return await runLevel(runner, work);
    } finally {
      await runner.release();
    }
  }
}

async function runLevel<T>(runner: SqliteQueryRunner, work: Work<T>): Promise<T> {
  const level = await runner.startLevel();
  try {
    const result = await work(runner.manager);
    await runner.commitLevel(level);
    return result;
  } catch (error) {
    // The first error is the one to tell.
    await runner.rollbackLevel(level).catch(() => undefined);
    throw error;
  }
}
