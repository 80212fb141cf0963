import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { DatabaseBusyError, DatabaseUnreadableError } from '../../database.errors.js';
import type { SqliteLocation } from '../open-database.js';
import { retryBusy } from '../retry-busy.js';
import { scrubFile } from './scrub-file.js';
import type { ScrubAnswer } from './scrub-worker.js';

const PAUSE_MS = 50;
/** Where the worker's program may be, seen from the bundled program and from dist/database/sqlite/erasing. */
const PLACES = ['./scrub-worker.js', '../../../bundle/scrub-worker.js'];

/**
 * Scrubs a database in a thread of its own, for it takes as long as writing all of it; where the program was not built, as
 * in tests that run the sources, in this one.
 * @param waitMs longest time, in milliseconds, to try while others keep the database busy.
 * @throws DatabaseBusyError, DatabaseUnreadableError.
 */
export async function scrubInThread(location: SqliteLocation, waitMs: number): Promise<void> {
  const file = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
  if (file === undefined) return retryBusy(waitMs, () => scrubFile(location));
  const deadline = performance.now() + waitMs;
  for (;;) {
    const [answer] = (await once(new Worker(file, { workerData: location }), 'message')) as [ScrubAnswer];
    if (answer === null) return;
    if (!answer.code.startsWith('SQLITE_BUSY')) throw new DatabaseUnreadableError({ code: answer.code }, location.name);
    if (performance.now() >= deadline) throw new DatabaseBusyError(waitMs);
    await sleep(PAUSE_MS);
  }
}
