import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommitFailedError } from '../database.errors.js';

/** Makes a file or a folder durable, in this thread. */
export function flushNow(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Makes durable what was committed to a database without a flush, after the handle was closed. The last handle on a file
 * moves the log into it, flushes both and removes the log; only if there are others, or that failed, there is still one.
 * @throws CommitFailedError
 */
export function flushLogNow(path: string): void {
  const log = `${path}-wal`;
  try {
    if (!existsSync(log)) return;
    flushNow(log);
    // Its name too: the handle that made it may not have, see spareFlushes.
    flushNow(dirname(path));
  } catch (error) {
    // Its last handle may have been closed, and the log removed, just now.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new CommitFailedError(error);
  }
}
