import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileExists, removeCompanions, syncFolder } from '../durable-files.js';

/**
 * Gives a file the place of a database that there is not yet, durably; it is moved if both are on one disk.
 * @throws Error when `path` exists.
 */
export async function loadFile(source: string, path: string): Promise<void> {
  if (await fileExists(path)) throw new Error('The database to be loaded exists');
  await mkdir(dirname(path), { recursive: true });
  await removeCompanions(path);
  await move(source, path);
  await flushFile(path);
  await syncFolder(dirname(path));
}

async function move(source: string, path: string): Promise<void> {
  try {
    await rename(source, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(source, path, constants.COPYFILE_EXCL);
    await rm(source);
  }
}

async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}
