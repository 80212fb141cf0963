import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { DatabaseContent } from '../../database-content.js';
import { namedStorageFault, unreadable } from '../../storage-faults.js';
import type { SqliteLocation } from '../open-database.js';
import { DEFAULT_WAITS } from '../retry-busy.js';
import { isBusy, sqliteCode } from '../sqlite-codes.js';
import { unpackError } from '../threads/error-parcel.js';
import { backUpFile } from './back-up-file.js';
import type { BackUpTask } from './back-up-file.js';
import type { BackupAnswer, BackupTask } from './backup-worker.js';
import { examineFile } from './file-content.js';

/** Between tries while another process holds the file, in milliseconds. */
const PAUSE_MS = 50;

/**
 * Where the worker's program may be, seen from dist/database/sqlite/backups and from the bundled program. The bundled one first:
 * without it, a thread loads Nest and takes half a second to start.
 */
const PLACES = ['../../../bundle/backup-worker.js', './backup-worker.js'];

/**
 * Copies a database in a thread of its own, because it would stop all requests for seconds. Where the program was not
 * built, as in tests that run the sources, in this one.
 * @throws what backUpFile throws; DatabaseUnreadableError for whatever SQLite says against the file; DatabaseBusyError.
 */
export function backUpInThread(task: BackUpTask): Promise<DatabaseContent> {
  return run(task, () => backUpFile(task));
}

/** Examines a database likewise. @throws what examineFile throws, and as above. */
export function examineInThread(task: { readonly location: SqliteLocation }): Promise<DatabaseContent> {
  return run(task, () => Promise.resolve().then(() => examineFile(task.location)));
}

async function run(task: BackupTask, inThisThread: () => Promise<DatabaseContent>): Promise<DatabaseContent> {
  const file = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
  const deadlineMs = performance.now() + DEFAULT_WAITS.fileMs;
  for (;;) {
    try {
      return await (file === undefined ? inThisThread() : answerOf(file, task));
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadlineMs) {
        throw sqliteCode(error).startsWith('SQLITE_')
          ? unreadable(error, task.location.name)
          : namedStorageFault(error);
      }
    }
    await sleep(PAUSE_MS);
  }
}

async function answerOf(file: string, workerData: BackupTask): Promise<DatabaseContent> {
  const worker = new Worker(file, { workerData });
  const answer = await new Promise<BackupAnswer>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`The thread ended with ${code}`));
    });
  });
  if ('failure' in answer) throw unpackError(answer.failure);
  return answer.content;
}
