import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { DatabaseMissingError, ForeignDatabaseError } from '../../database.errors.js';
import { unreadable } from '../../storage-faults.js';
import type { SnapshotAnswer } from './snapshot-worker.js';
import { takeSnapshot } from './take-snapshot.js';
import type { SnapshotTask } from './take-snapshot.js';

/** Where the worker's program may be, seen from the bundled program and from dist/database/sqlite/snapshots. */
const PLACES = ['./snapshot-worker.js', '../../../bundle/snapshot-worker.js'];

/**
 * Takes a snapshot in a thread of its own, because copying a large database would stop all requests for seconds. Where
 * the program was not built, as in tests that run the sources, in this one.
 * @throws DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError.
 */
export async function takeSnapshotInThread(task: SnapshotTask): Promise<void> {
  const file = workerFile();
  if (file === undefined) return takeSnapshot(task);
  const { failure } = await answerOf(new Worker(file, { workerData: task }));
  if (failure === null) return;
  if (failure.name === DatabaseMissingError.name) throw new DatabaseMissingError(task.source.name);
  if (failure.name === ForeignDatabaseError.name) throw new ForeignDatabaseError(task.source.name);
  throw unreadable({ code: failure.code }, task.source.name);
}

function workerFile(): string | undefined {
  return PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
}

function answerOf(worker: Worker): Promise<SnapshotAnswer> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`The thread ended with ${code}`));
    });
  });
}
