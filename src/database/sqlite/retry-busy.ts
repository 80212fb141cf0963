import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseBusyError } from '../database.errors.js';

const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** Whether SQLite says that another connection, mostly another process, holds the file. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

/** SQLite's extended result code of an error of better-sqlite3, or an empty string. */
export function sqliteCode(error: unknown): string {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : '';
}

/**
 * Runs `attempt`, and again with growing pauses while another process holds the file. SQLite's own busy timeout is not
 * used because it sleeps inside the call and stalls every request of this process.
 * @param limitMs longest time to go on trying, in milliseconds.
 * @throws DatabaseBusyError when the file stayed locked; whatever else `attempt` throws.
 */
export async function retryBusy<T>(limitMs: number, attempt: () => T): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() >= deadline) throw new DatabaseBusyError(limitMs, error);
    }
    await sleep(pauseMs * (0.5 + Math.random()));
  }
}
