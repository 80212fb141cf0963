import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DatabaseName } from '../../database-engine.js';
import { removeDatabaseFiles, syncFolder } from '../durable-files.js';
import { scratchFolders, sweepScratchFolders } from '../rehearsal/scratch-folder.js';
import { SqlitePaths } from '../sqlite-paths.js';

/** Removes the copies of a database: for exports, for rehearsals, and drafts of the file itself that a crash left. */
export async function removeCopies(paths: SqlitePaths, name: DatabaseName): Promise<void> {
  await sweepScratchFolders(paths.work);
  for (const folder of await scratchFolders(paths.work)) await removeDatabaseFiles(new SqlitePaths(folder).of(name));
  const path = paths.of(name);
  await removeThose(paths.work, `${name}.copy-`);
  await removeThose(dirname(path), `${basename(path)}.new-`);
}

async function removeThose(folder: string, beginning: string): Promise<void> {
  const files = await readdir(folder).catch(() => []);
  const theirs = files.filter((file) => file.startsWith(beginning));
  for (const file of theirs) await rm(join(folder, file), { force: true });
  if (theirs.length > 0) await syncFolder(folder);
}
