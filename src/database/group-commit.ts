import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';

type Work<T> = (transaction: EntityManager) => Promise<T>;

interface Job {
  readonly work: Work<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** More in one transaction would keep the first of them waiting for too long. */
const LARGEST_GROUP = 32;

/**
 * Units of work that arrive together run in one transaction, so that one flush of the disk serves them all. Each is
 * nested in it and is undone alone when it fails; each is acknowledged only after the common commit.
 */
export class GroupCommit {
  private readonly queue: Job[] = [];
  private isDraining = false;

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Like `dataSource.transaction(work)`. `work` must be short: others wait for it.
   * @throws what `work` throws; what the commit throws, to all of the group.
   */
  run<T>(work: Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (!this.isDraining) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.isDraining = true;
    while (this.queue.length > 0) {
      // Requests that came in with this one are read in the same turn of the event loop.
      await nextTurn();
      await this.commit(this.queue.splice(0, LARGEST_GROUP));
    }
    this.isDraining = false;
  }

  private async commit(group: readonly Job[]): Promise<void> {
    try {
      const outcomes = await this.dataSource.transaction((transaction) => runEach(group, transaction));
      for (const [index, settle] of outcomes.entries()) settle(group[index]!);
    } catch (error) {
      for (const job of group) job.reject(error);
    }
  }
}

/** @returns for each job how to tell its caller, once the commit has succeeded. */
async function runEach(group: readonly Job[], transaction: EntityManager): Promise<((job: Job) => void)[]> {
  const outcomes: ((job: Job) => void)[] = [];
  for (const job of group) {
    const outcome = await transaction.transaction(job.work).then(
      (value) => (told: Job) => {
        told.resolve(value);
      },
      (error: unknown) => (told: Job) => {
        told.reject(error);
      },
    );
    outcomes.push(outcome);
  }
  return outcomes;
}
