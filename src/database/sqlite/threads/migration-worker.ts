import type { MigrationJob, MigrationJobResult } from '../../migration-job.js';
import { migrateFile } from '../migrate-file.js';
import { DEFAULT_WAITS, retryBusy } from '../retry-busy.js';
import { packError } from './error-parcel.js';
import type { ErrorParcel } from './error-parcel.js';

/** What a thread is given to do. */
export interface MigrationTask {
  readonly path: string;
  readonly job: MigrationJob;
}

/** What it answers; an error would lose its class on the way. */
export type MigrationAnswer = { readonly result: MigrationJobResult } | { readonly failure: ErrorParcel };

/** Runs in a worker thread, which loads neither Nest nor TypeORM (scripts/bundle.mjs). Never throws. */
export default async function migrateInThread({ path, job }: MigrationTask): Promise<MigrationAnswer> {
  try {
    return { result: await retryBusy(DEFAULT_WAITS.schemaMs, () => migrateFile(path, job)) };
  } catch (error) {
    return { failure: packError(error) };
  }
}
