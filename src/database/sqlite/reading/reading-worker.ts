import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { openReadOnly, openToQuery } from '../open-database.js';
import { assertAllowed } from '../statement-policy.js';
import { packError } from '../threads/error-parcel.js';
import type { ReadingAnswer, ReadingTask } from './reading-task.js';

stepBack();
parentPort?.on('message', (task: ReadingTask) => parentPort?.postMessage(answer(task)));

/**
 * Lets the thread that answers requests go first where they share a core. Only on Linux is this the thread's own priority
 * (sched(7)); elsewhere it would be that of the whole process.
 */
function stepBack(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

/** On a handle of its own, which does not outlive the statement: nobody has to know of it to replace the file. */
function answer({ location, sql, parameters, isAlone = false }: ReadingTask): ReadingAnswer {
  try {
    const database = isAlone ? openToQuery(location) : openReadOnly(location);
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
