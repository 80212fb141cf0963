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
 * Closes a handle, and makes durable what was committed by it without a flush. The last handle on a file moves the log into it,
 * flushes both and removes the log; only if there are others, or that failed, there is still one.
 * @throws CommitFailedError
 */
export function closeAndFlushLog(path: string, close: () => void): void {
  const log = `${path}-wal`;
  // From before: that a flush has failed is told once to each descriptor, and not to one that is opened later.
  const descriptor = existsSync(log) ? openSync(log, 'r') : undefined;
  try {
    close();
    if (descriptor === undefined || !existsSync(log)) return;
    try {
      fsyncSync(descriptor);
      // Its name too: the handle that made it may not have, see spareFlushes.
      flushNow(dirname(path));
    } catch (error) {
      throw new CommitFailedError(error);
    }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
