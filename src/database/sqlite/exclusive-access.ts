import { existsSync, rmSync } from 'node:fs';
import { DatabaseMissingError } from '../database.errors.js';
import { openHandle } from './cipher/open-handle.js';
import { alone } from './open-database.js';
import type { SqliteLocation } from './open-database.js';
import { retryBusy } from './retry-busy.js';

/**
 * Waits until no handle of any process is on the file: a handle in exclusive mode gets its lock only then, because every
 * other one on a file in WAL mode keeps a shared lock for as long as it is open. On closing it puts the rest of the log
 * into the file and removes the log, and the index of the log goes as well. Callers have the company's lock: nobody else
 * replaces the file meanwhile.
 * @param waitMs longest wait in milliseconds.
 * @throws DatabaseBusyError when somebody still has it open then; DatabaseMissingError.
 */
export async function whenUnused(location: SqliteLocation, waitMs: number): Promise<void> {
  await retryBusy(waitMs, () => {
    openAlone(location);
  });
}

function openAlone({ name, path, key }: SqliteLocation): void {
  if (!existsSync(path)) throw new DatabaseMissingError(name);
  const database = openHandle(path, key, { fileMustExist: true, timeout: 0 });
  try {
    alone(database).pragma('user_version');
    // SQLite leaves it here, for this handle has its own in memory. It is there after a kill, or when whoever had the file
    // open closed it while this handle tried; under the former name of a file that is renamed nobody would remove it.
    rmSync(`${path}-shm`, { force: true });
  } finally {
    database.close();
  }
}
