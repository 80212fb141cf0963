import { constants, setPriority } from 'node:os';

/**
 * Has the calling worker thread take the processor only when nobody else wants it. Linux alone gives threads priorities of
 * their own (setpriority(2), "NOTES"); elsewhere the same call would slow the whole process down, and nothing is done.
 */
export function workInBackground(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
}
