import type { Worker } from 'node:worker_threads';
import { DatabaseUnreadableError } from '../../database.errors.js';
import { isStorageFailure } from '../sqlite-codes.js';
import { unpackError } from '../threads/error-parcel.js';
import type { ReadingAnswer, ReadingTask, ReadRows } from './reading-task.js';

/** Has a thread that is at nothing run a reading statement. @throws what running it here would throw. */
export function answerOf(worker: Worker, task: ReadingTask): Promise<ReadRows> {
  worker.ref();
  return new Promise<ReadRows>((resolve, reject) => {
    const ended = (reason: unknown): void => {
      reject(new DatabaseUnreadableError(reason, task.location.name));
    };
    worker.once('error', ended).once('exit', ended);
    worker.once('message', (answer: ReadingAnswer) => {
      worker.off('error', ended).off('exit', ended);
      if ('rows' in answer) resolve(answer);
      else reject(failureOf(unpackError(answer.failure)));
    });
    worker.postMessage(task);
  });
}

function failureOf(error: Error): Error {
  return isStorageFailure(error) ? new DatabaseUnreadableError(error) : error;
}
