import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseContent } from '../../database-content.js';
import type { SqliteLocation } from '../open-database.js';
import { packError } from '../threads/error-parcel.js';
import type { ErrorParcel } from '../threads/error-parcel.js';
import { backUpFile } from './back-up-file.js';
import { examineFile } from './file-content.js';

export interface BackupTask {
  readonly location: SqliteLocation;
  /** Where a copy goes; absent: the file is examined. */
  readonly target?: string;
}

/** What the thread tells at its end; an error would lose its class on the way. */
export type BackupAnswer = { readonly content: DatabaseContent } | { readonly failure: ErrorParcel };

/** @throws what backUpFile and examineFile throw. */
function perform({ location, target }: BackupTask): DatabaseContent {
  return target === undefined ? examineFile(location) : backUpFile(location, target);
}

parentPort?.postMessage(answer(workerData as BackupTask));

function answer(task: BackupTask): BackupAnswer {
  try {
    return { content: perform(task) };
  } catch (error) {
    return { failure: packError(error) };
  }
}
