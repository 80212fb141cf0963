import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { isSerializationFailure } from './constraint-violation.js';
import { CommitFailedError } from './database.errors.js';

type Work<T> = (transaction: EntityManager) => Promise<T>;

interface Job {
  readonly work: Work<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** More in one transaction would keep the first of them waiting for too long. */
const LARGEST_GROUP = 64;

export interface GroupOptions {
  /** How long, in milliseconds, a group waits for more after one that had several; absent: no longer than it must. */
  readonly gatherMs?: number;
  /** Whether each unit is a single statement: then they are nested only if one of them fails. */
  readonly areSingle?: boolean;
}

/**
 * Units of work that arrive together run in one transaction, so that one flush of the disk serves them all. Each is
 * nested in it and is undone alone when it fails; each is acknowledged only after the common commit.
 */
export class GroupCommit {
  private readonly queue: Job[] = [];
  private isDraining = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: GroupOptions = {},
  ) {}

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
    const { gatherMs } = this.options;
    let size = 0;
    while (this.queue.length > 0) {
      // Requests that came in with this one are read in the same turn of the event loop.
      await (size > 1 && gatherMs !== undefined ? sleep(gatherMs) : nextTurn());
      const group = this.queue.splice(0, LARGEST_GROUP);
      size = group.length;
      await this.commit(group);
    }
    this.isDraining = false;
  }

  private async commit(group: readonly Job[]): Promise<void> {
    if (this.options.areSingle === true && (await this.commitFlat(group))) return;
    try {
      const outcomes = await this.dataSource.transaction((transaction) => runEach(group, transaction));
      for (const [index, settle] of outcomes.entries()) settle(group[index]!);
    } catch (error) {
      for (const job of group) job.reject(error);
    }
  }

  /** @returns false when one has failed: nothing has happened then. */
  private async commitFlat(group: readonly Job[]): Promise<boolean> {
    try {
      const values = await this.dataSource.transaction(async (transaction) => {
        const results: unknown[] = [];
        for (const job of group) results.push(await job.work(transaction));
        return results;
      });
      for (const [index, job] of group.entries()) job.resolve(values[index]);
      return true;
    } catch (error) {
      // After a commit that may have happened, nothing is run a second time.
      if (!(error instanceof CommitFailedError)) return false;
      for (const job of group) job.reject(error);
      return true;
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
      (error: unknown) => {
        // All of the transaction is run again.
        if (isSerializationFailure(error)) throw error;
        return (told: Job) => {
          told.reject(error);
        };
      },
    );
    outcomes.push(outcome);
  }
  return outcomes;
}
