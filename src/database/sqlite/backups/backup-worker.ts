import { parentPort, workerData } from 'node:worker_threads';
import { workInBackground } from '../../../common/index.js';
import type { DatabaseContent } from '../../database-content.js';
import type { SqliteLocation } from '../open-database.js';
import { packError } from '../threads/error-parcel.js';
import type { ErrorParcel } from '../threads/error-parcel.js';
import { backUpFile } from './back-up-file.js';
import type { BackUpTask } from './back-up-file.js';
import { examineFile } from './file-content.js';

/** A database to be copied, or to be examined. */
export type BackupTask = BackUpTask | { readonly location: SqliteLocation };

/** What the thread tells at its end; an error would lose its class on the way. */
export type BackupAnswer = { readonly content: DatabaseContent } | { readonly failure: ErrorParcel };

parentPort?.postMessage(await answer(workerData as BackupTask));

async function answer(task: BackupTask): Promise<BackupAnswer> {
  try {
    if (!('target' in task)) return { content: examineFile(task.location) };
    workInBackground();
    return { content: await backUpFile(task) };
  } catch (error) {
    return { failure: packError(error) };
  }
}
