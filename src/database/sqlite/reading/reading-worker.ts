import { parentPort } from 'node:worker_threads';
import { openReadOnly } from '../open-database.js';
import { assertAllowed } from '../statement-policy.js';
import { packError } from '../threads/error-parcel.js';
import type { ReadingAnswer, ReadingTask } from './reading-task.js';

parentPort?.on('message', (task: ReadingTask) => parentPort?.postMessage(answer(task)));

/** On a handle of its own, which does not outlive the statement: nobody has to know of it to replace the file. */
function answer({ location, sql, parameters }: ReadingTask): ReadingAnswer {
  try {
    const database = openReadOnly(location);
    try {
      const startedMs = performance.now();
      const rows = database.prepare(assertAllowed(sql)).all(...parameters);
      return { rows, tookMs: performance.now() - startedMs };
    } finally {
      database.close();
    }
  } catch (error) {
    return { failure: packError(error) };
  }
}
