import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { fileSize, removeCompanions, syncFolder } from '../durable-files.js';
import { isBusy } from '../sqlite-codes.js';
import type { SqliteLocation } from '../open-database.js';
import { retryBusy } from '../retry-busy.js';
import { LoneHandle } from './lone-handle.js';

/**
 * Puts a closed database file in the place of another one, in one step of the file system.
 *
 * Until then the old one is held so that nobody can open it, with its log moved into it and removed: there is no log that
 * could be taken for the new file's. Whoever opened the old file by its name a moment before, and gets to read it a moment
 * after, finds it marked as nobody's and opens the name anew.
 * @param from path of a closed database that is flushed.
 * @param waitMs longest wait in milliseconds.
 * @throws DatabaseBusyError when somebody still has `to` open then; nothing is done.
 */
export async function replaceFile(from: string, to: SqliteLocation, waitMs: number): Promise<void> {
  const lone = await retryBusy(waitMs, () => holdAlone(to));
  try {
    await swap(from, to, lone);
  } finally {
    lone?.close();
  }
}

/**
 * The same with a new file that is made of the old one while that is held, so that nothing can be written in between.
 * @param make makes the file `from`.
 * @throws what SQLite says against `to`, and what `make` throws; nothing is done.
 */
export async function replaceByCopy(
  from: string,
  to: SqliteLocation,
  waitMs: number,
  make: (held: Database) => void,
): Promise<void> {
  const lone = await retryBusy(waitMs, () => LoneHandle.take(to));
  try {
    make(lone.database);
    await swap(from, to, lone);
  } finally {
    lone.close();
  }
}

async function swap(from: string, to: SqliteLocation, lone: LoneHandle | undefined): Promise<void> {
  if (fileSize(`${from}-wal`) > 0) throw new Error('The database to take the place is open or was not closed');
  // The lone handle's journal, which is empty; of a file that is missing or damaged, what belongs to nothing any more.
  await removeCompanions(to.path);
  await rename(from, to.path);
  // Before the old one is marked: after a power cut the name may stand for it still.
  await syncFolder(dirname(to.path));
  lone?.disown();
}

/** Undefined for one that is missing or that SQLite cannot read. @throws SQLite's busy error. */
function holdAlone(location: SqliteLocation): LoneHandle | undefined {
  if (!existsSync(location.path)) return undefined;
  try {
    return LoneHandle.take(location);
  } catch (error) {
    if (isBusy(error)) throw error;
    return undefined;
  }
}
