import { constants } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { COMPANION_SUFFIXES } from './sqlite-paths.js';

/** Flushes a folder, without which a new or renamed file in it may be gone after a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a new file and flushes it. @throws EEXIST when there is one. */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Renames within one file system and flushes the folder.
 * @throws Error when `to` exists: rename(2) would replace it silently. Callers hold the name by a unique row.
 */
export async function renameDurably(from: string, to: string): Promise<void> {
  if (await fileExists(to)) throw new Error('The target of the rename exists');
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Removes a database file with its companions, companions last: an old -wal must never meet a new main file. */
export async function removeDatabaseFiles(path: string): Promise<void> {
  const files = [path, ...COMPANION_SUFFIXES.map((suffix) => path + suffix)];
  for (const file of files) await rm(file, { force: true });
}

export async function fileExists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
