import { closeSync, fdatasync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { MigrationJobResult } from '../migration-job.js';
import type { FileMigration } from './file-migration.js';

/** Has the disk take what was written to an open file. */
export type Flush = (descriptor: number, path: string) => Promise<void>;

const flushed = promisify(fdatasync);

/**
 * Finishes migrations of several files: each file's log is flushed before any of it is moved into the file, and the file before
 * the log is removed, as SQLite does, but those of all files at the same time. The file system then writes its own journal once
 * for several of them; one after the other, they wait for the disk twice as long as they work.
 * @param migrations that can wait.
 * @returns for each what `FileMigration.finish` returns or throws.
 */
export function finishTogether(
  migrations: readonly FileMigration[],
  flush: Flush = (descriptor) => flushed(descriptor),
): Promise<PromiseSettledResult<MigrationJobResult>[]> {
  // The names of the logs, which are new: without them a power cut would leave half of what was moved, and no log.
  const folders = new Map<string, Promise<void>>();
  const flushFolder = (folder: string): Promise<void> => {
    const known = folders.get(folder) ?? flushFile(folder, flush);
    folders.set(folder, known);
    return known;
  };
  return Promise.allSettled(
    migrations.map(async (migration) => {
      const flushes = await Promise.allSettled([flushFile(migration.log, flush), flushFolder(dirname(migration.path))]);
      const failed = flushes.find(({ status }) => status === 'rejected');
      if (failed !== undefined) throw migration.fail((failed as PromiseRejectedResult).reason);
      return moveAndClose(migration, flush);
    }),
  );
}

async function moveAndClose(migration: FileMigration, flush: Flush): Promise<MigrationJobResult> {
  let descriptor: number;
  try {
    descriptor = openSync(migration.path, 'r');
  } catch {
    return migration.finish();
  }
  if (!migration.moveLog()) return migration.finish(descriptor);
  try {
    await flush(descriptor, migration.path);
  } catch (error) {
    throw migration.keepLog(error, descriptor);
  }
  return migration.close(descriptor);
}

async function flushFile(path: string, flush: Flush): Promise<void> {
  const descriptor = openSync(path, 'r');
  try {
    await flush(descriptor, path);
  } finally {
    closeSync(descriptor);
  }
}
