import { parentPort, workerData } from 'node:worker_threads';
import type { SqliteLocation } from '../open-database.js';
import { scrubFile } from './scrub-file.js';

/** Null: it is done; else the code of what went wrong, for an error would lose it on the way. */
export type ScrubAnswer = { readonly code: string } | null;

parentPort?.postMessage(answer(workerData as SqliteLocation));

function answer(location: SqliteLocation): ScrubAnswer {
  try {
    scrubFile(location);
    return null;
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { code: typeof code === 'string' ? code : 'unknown' };
  }
}
