import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isGone, workIdentity } from '../../../common/index.js';

const PREFIX = 'rehearsal-';
const OWNER_FILE = 'owner';

/** A folder without a name of its owner is being made by somebody, or was when that process was killed. */
const NAMELESS_MS = 60_000;

/** Makes a folder inside of `parent` that says whose it is. */
export async function makeScratchFolder(parent: string): Promise<string> {
  const folder = join(parent, PREFIX + randomUUID());
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, OWNER_FILE), workIdentity());
  return folder;
}

/** Removes the scratch folders in `parent` of processes that are gone; a crash, or a second Ctrl-C, leaves them. */
export async function sweepScratchFolders(parent: string): Promise<void> {
  for (const folder of await scratchFolders(parent)) {
    if (await isAbandoned(folder)) await rm(folder, { recursive: true, force: true });
  }
}

/** Paths of all scratch folders in `parent`. */
export async function scratchFolders(parent: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  return names.filter((candidate) => candidate.startsWith(PREFIX)).map((name) => join(parent, name));
}

async function isAbandoned(folder: string): Promise<boolean> {
  const owner = await readFile(join(folder, OWNER_FILE), 'utf8').catch(() => '');
  if (owner !== '') return isGone(owner);
  const made = await stat(folder).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > NAMELESS_MS;
}
