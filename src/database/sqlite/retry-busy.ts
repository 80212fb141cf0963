import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseBusyError } from '../database.errors.js';
import { isBusy } from './sqlite-codes.js';

const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** Longest waits in milliseconds before a DatabaseBusyError. */
export interface SqliteWaits {
  /** For this process's write lock on a database. */
  readonly lockMs: number;
  /** For other processes' locks on its file. */
  readonly fileMs: number;
  /** For other writers of a database whose schema is to be changed, e.g. another migrator. */
  readonly schemaMs: number;
}

export const DEFAULT_WAITS: SqliteWaits = { lockMs: 10_000, fileMs: 10_000, schemaMs: 60_000 };

/**
 * Runs `attempt`, and again with growing pauses while another process holds the file. SQLite's own busy timeout is not
 * used because it sleeps inside the call and stalls every request of this process.
 * @param limitMs longest time to go on trying, in milliseconds.
 * @throws DatabaseBusyError when the file stayed locked; whatever else `attempt` throws.
 */
export async function retryBusy<T>(limitMs: number, attempt: () => T | Promise<T>): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      const result = attempt();
      // Awaiting what is there already would only make it later.
      return result instanceof Promise ? await result : result;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() >= deadline) throw new DatabaseBusyError(limitMs, error);
    }
    await sleep(pauseMs * (0.5 + Math.random()));
  }
}
