import type { Drained } from '../fleet/index.js';
import { failureReason } from './failure-reasons.js';

/** What became of a company on a server that is emptied, for people. */
export function drainedLine({ tenant, moved, error }: Drained): string {
  if (moved === undefined) return `${tenant.slug}: ${failureReason(error).detail}`;
  return `${tenant.slug}: moved to ${moved.to}, could only be read for ${Math.round(moved.readOnlyMs)} ms`;
}

/** The same for programs. */
export function drainedAnswer({ tenant: { slug }, moved, error }: Drained): object {
  if (moved === undefined) return { slug, status: 'failed', error: failureReason(error) };
  const { to, readOnlyMs, closedMs } = moved;
  return { slug, status: 'moved', to, readOnlyMs: Math.round(readOnlyMs), closedMs: Math.round(closedMs) };
}
