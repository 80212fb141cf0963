import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsync as fsyncCallback,
  open as openCallback,
  openSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { link, readdir, rename, rm, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { COMPANION_SUFFIXES } from './sqlite-paths.js';

const fsync = promisify(fsyncCallback);
const open = promisify(openCallback);

/*
 * Only what waits for the disk goes through the thread pool. The rest takes microseconds in the file system's memory,
 * less than a trip to the pool and back, and a sign-up has a dozen of them.
 */

/** Flushes a folder, without which a new or renamed file in it may be gone after a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  await flush(openSync(folder, 'r'));
}

/** Writes a new database file and flushes it. @throws EEXIST when there is one. */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  // A new name in a folder waits for the file system's journal while that is being flushed.
  const descriptor = await open(path, 'wx', 0o600);
  try {
    // Only now, when the name is known to be new: a database that is there needs its companions.
    await removeCompanions(path);
    writeFileSync(descriptor, content);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  await flush(descriptor);
}

async function flush(descriptor: number): Promise<void> {
  try {
    await fsync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Like `writeDurably`, but all or nothing, also when the process is killed; an existing file is left as it is. */
export async function createDurably(path: string, content: Uint8Array): Promise<void> {
  const draft = `${path}.new-${randomUUID()}`;
  try {
    await writeDurably(draft, content);
    // Unlike rename(2), link(2) never replaces what another process has just created.
    await link(draft, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(path));
}

/**
 * Renames a closed database file within one file system and flushes the folder.
 * @throws Error when `from` is not closed, or when `to` exists: rename(2) would replace it silently. Callers hold the
 *   name by a unique row.
 */
export async function renameDurably(from: string, to: string): Promise<void> {
  const [isOpen, isTaken] = await Promise.all([fileExists(`${from}-wal`), fileExists(to)]);
  if (isOpen) throw new Error('The database to be renamed is open or was not closed');
  if (isTaken) throw new Error('The target of the rename exists');
  await removeCompanions(to);
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Removes a database file with its companions, durably. */
export async function removeDatabaseFiles(path: string): Promise<void> {
  if (await fileExists(path)) {
    await rm(path, { force: true });
    await syncFolder(dirname(path));
  }
  await removeCompanions(path);
}

/**
 * Before a new file gets the name: SQLite would take an old -wal for this file's own and write its pages, another
 * database's, into it. A removal that was killed half-way leaves one.
 */
export async function removeCompanions(path: string): Promise<void> {
  for (const suffix of COMPANION_SUFFIXES) {
    // Looking costs microseconds; a removal takes a trip through the thread pool even when there is nothing.
    if (existsSync(path + suffix)) await unlink(path + suffix).catch(ignoreMissing);
  }
}

/** Names of the files in a folder; none when there is no such folder. One that may not be read must not look like that. */
export function filesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

export function fileExists(path: string): Promise<boolean> {
  return Promise.resolve(existsSync(path));
}

/** Zero when there is none. Synchronous: looking takes microseconds, and handing it to a thread thirty times as long. */
export function fileSize(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}

/** With its companions, in bytes; 0 when there is none. */
export function databaseSize(path: string): number {
  return ['', ...COMPANION_SUFFIXES].map((suffix) => fileSize(path + suffix)).reduce((sum, size) => sum + size, 0);
}

/** When a file was last written to; undefined when there is none. */
export function writtenAt(path: string): Date | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtime;
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
