import { setImmediate as nextTurn } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import type { MigrationJob, MigrationJobResult, MigrationStep } from '../../migration-job.js';
import type { FileKey } from '../cipher/open-handle.js';
import { FileMigration } from '../file-migration.js';
import { finishTogether } from '../finish-together.js';
import { DEFAULT_WAITS, retryBusy } from '../retry-busy.js';
import { isBusy } from '../sqlite-codes.js';
import { packError } from './error-parcel.js';
import type { ErrorParcel } from './error-parcel.js';

/** What a thread is given to do. Its steps it was given when it was started: to copy them again takes longer than a look. */
export interface MigrationTask {
  readonly path: string;
  readonly job: Omit<MigrationJob, 'steps'>;
  readonly key?: FileKey | undefined;
}

/** What all tasks of a thread have in common. */
export interface MigrationWorkerData {
  readonly steps: readonly MigrationStep[];
}

/** What it answers; an error would lose its class on the way. */
export type MigrationAnswer = { readonly result: MigrationJobResult } | { readonly failure: ErrorParcel };

/**
 * Behind migrations that took longer, in milliseconds, nothing is put off: short ones spend most of their time on flushes,
 * which take little longer for eight of them.
 */
const LONGEST_WAIT_MS = 20;

/** Shares of this thread that wait for flushes. */
let finishing = 0;
/** Milliseconds of the last migration of this thread. */
let previousMs = 0;

/**
 * Runs in a worker thread, which loads neither Nest nor TypeORM (scripts/bundle.mjs). Never throws.
 * @param tasks several at once: waking a thread up takes a tenth of the time of a task.
 * @returns their MigrationAnswers in JSON, which takes a third of the time that copying them to another thread does.
 */
export default async function migrateInThread(tasks: readonly MigrationTask[]): Promise<string> {
  const share = new Share();
  for (const [place, task] of tasks.entries()) await share.begin(place, task);
  await share.finish();
  // Copies of databases lie in memory that Node gives back in a turn of the loop; the pool's wait for work has none.
  await nextTurn();
  return JSON.stringify(share.answers);
}

/** Several tasks that a thread does one after the other, and finishes together. */
class Share {
  readonly answers: MigrationAnswer[] = [];
  private readonly committed: { readonly place: number; readonly migration: FileMigration }[] = [];
  private sinceMs = 0;

  /** Does a task, all but for its flushes perhaps. */
  async begin(place: number, task: MigrationTask): Promise<void> {
    if (this.committed.length > 0 && performance.now() - this.sinceMs > LONGEST_WAIT_MS) await this.finish();
    // The other share hears of its flushes in turns of the loop; where the next migration may be long, it comes to its end first.
    if (finishing > 0) await nextTurn();
    while (finishing > 0 && previousMs > LONGEST_WAIT_MS) await nextTurn();
    try {
      const migration = await retryBusy(DEFAULT_WAITS.schemaMs, () => this.attempt(task));
      previousMs = migration.workedMs;
      if (!migration.canWait) {
        this.answers[place] = { result: migration.finish() };
        return;
      }
      if (this.committed.push({ place, migration }) === 1) this.sinceMs = performance.now();
      if (previousMs > LONGEST_WAIT_MS) await this.finish();
    } catch (error) {
      this.answers[place] = { failure: packError(error) };
    }
  }

  async finish(): Promise<void> {
    const finished = this.committed.splice(0);
    finishing += 1;
    const outcomes = await finishTogether(finished.map(({ migration }) => migration));
    finishing -= 1;
    for (const [index, { place }] of finished.entries()) {
      const outcome = outcomes[index]!;
      this.answers[place] =
        outcome.status === 'fulfilled' ? { result: outcome.value } : { failure: packError(outcome.reason) };
    }
  }

  private async attempt({ path, job, key }: MigrationTask): Promise<FileMigration> {
    const { steps } = workerData as MigrationWorkerData;
    try {
      return FileMigration.begin(path, { ...job, steps }, key);
    } catch (error) {
      // Nobody waits for somebody else's file with others' files in hand.
      if (isBusy(error)) await this.finish();
      throw error;
    }
  }
}
