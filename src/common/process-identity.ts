import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names this process so that another one can tell whether it still lives: host, process number, and start time, for
 * process numbers are given out again.
 */
function processIdentity(): string {
  own ??= `${hostname()}/${process.pid}/${startTime(process.pid) ?? '?'}`;
  return own;
}

let own: string | undefined;

/** Names one piece of work of this process; `isGone` takes it as well. */
export function workIdentity(): string {
  return `${processIdentity()}/${randomUUID()}`;
}

/**
 * Whether a process that left its identity in the database is certainly gone. One on another host is never certainly
 * gone: only its own host can tell.
 */
export function isGone(identity: string): boolean {
  if (identity.startsWith(`${processIdentity()}/`)) return false;
  const [host, pid, started] = identity.split('/');
  if (host !== hostname()) return false;
  return !isAlive(Number(pid)) || (startTime(Number(pid)) ?? '?') !== started;
}

/** Names this process where letters and digits are all that a name may have, in at most 17 of them. */
export function processTag(): string {
  return `${hostTag()}x${process.pid}`;
}

/** Whether the process of a tag is gone; never certainly when it is another host's. */
export function isTagGone(tag: string): boolean {
  const [host, pid] = tag.split('x');
  return host === hostTag() && !isAlive(Number(pid));
}

const HOST_TAG_LENGTH = 8;

function hostTag(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, HOST_TAG_LENGTH);
}

/** Whether a process of this host with this number runs; perhaps another than the one that had the number before. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of /proc/PID/stat, in clock ticks since boot; undefined where there is no /proc. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
