import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The core that servers run on, and the one for whoever sends them requests. */
export const SERVER_CORE = 1;
export const LOAD_CORE = 0;

/** For a program that runs wherever there is room, although who starts it is kept on one core. */
export const ANY_CORE = `0-${availableParallelism() - 1}`;

/** Whether processes can be kept on cores: Linux's taskset, and a second core. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-p', String(process.pid)]).status === 0;

/** Command and arguments that run `command` on one core, or anywhere if that cannot be chosen. */
export function pinned(core, command, args) {
  return canPin && core !== undefined ? ['taskset', ['-c', String(core), command, ...args]] : [command, args];
}

/** Puts this very process on a core. */
export function pinSelf(core) {
  if (canPin) spawnSync('taskset', ['-a', '-c', '-p', String(core), String(process.pid)]);
}
