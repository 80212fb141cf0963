import { setImmediate as nextTurn } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import type { MigrationJob, MigrationJobResult, MigrationStep } from '../../migration-job.js';
import type { FileKey } from '../cipher/open-handle.js';
import { migrateFile } from '../migrate-file.js';
import { DEFAULT_WAITS, retryBusy } from '../retry-busy.js';
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
 * Runs in a worker thread, which loads neither Nest nor TypeORM (scripts/bundle.mjs). Never throws.
 * @param tasks several at once: waking a thread up takes a tenth of the time of a task.
 */
export default async function migrateInThread(tasks: readonly MigrationTask[]): Promise<MigrationAnswer[]> {
  const answers: MigrationAnswer[] = [];
  for (const task of tasks) answers.push(await migrate(task));
  // Copies of databases lie in memory that Node gives back in a turn of the loop; the pool's wait for work has none.
  await nextTurn();
  return answers;
}

async function migrate({ path, job, key }: MigrationTask): Promise<MigrationAnswer> {
  try {
    const { steps } = workerData as MigrationWorkerData;
    return { result: await retryBusy(DEFAULT_WAITS.schemaMs, () => migrateFile(path, { ...job, steps }, key)) };
  } catch (error) {
    return { failure: packError(error) };
  }
}
