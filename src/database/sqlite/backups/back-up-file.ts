import { rmSync, writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { DatabaseContent } from '../../database-content.js';
import { openHandle } from '../cipher/open-handle.js';
import { frozenTriggers, thawTables } from '../freeze-triggers.js';
import { openDatabase } from '../open-database.js';
import type { SqliteLocation } from '../open-database.js';
import { fileContent } from './file-content.js';

/** What to copy, and where to. */
export interface BackUpTask {
  readonly location: SqliteLocation;
  /** Path of the new file. */
  readonly target: string;
  /** Whether nobody is expected to write meanwhile: pages are copied as they are, anew if somebody does. */
  readonly isQuiet: boolean;
}

/**
 * Writes a database as it is now, with what is still in its log, into a new file for its owner's eyes only. Others read
 * and write meanwhile. A copy of the file would not do: what is written meanwhile is in one half of it.
 * @throws what openDatabase throws; SQLite's own errors. Nothing is left then.
 */
export async function backUpFile({ location, target, isQuiet }: BackUpTask): Promise<DatabaseContent> {
  // SQLite would make it readable for everybody.
  writeFileSync(target, '', { mode: 0o600, flag: 'wx' });
  try {
    const database = openDatabase(location);
    try {
      // Pages that are encrypted cannot be copied so: each file has its own salt.
      if (isQuiet && location.key === undefined) await copyPages(database, target);
      else database.prepare('VACUUM INTO ?').run(target);
    } finally {
      database.close();
    }
    thaw(target, location);
    return fileContent({ ...location, path: target });
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
}

const PAGES_AT_ONCE = 4096;

/** Some four times as fast as writing all rows anew. */
async function copyPages(database: Database, target: string): Promise<void> {
  await database.backup(target, { progress: () => PAGES_AT_ONCE });
  const copy = openHandle(target, undefined, { fileMustExist: true });
  try {
    // A file to be read alone needs no log, and whoever only reads would leave one beside it.
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

/** One that is being moved refuses changes until that is over; what comes out of its backup must not refuse them for ever. */
function thaw(target: string, { key }: SqliteLocation): void {
  const copy = openHandle(target, key, { fileMustExist: true });
  try {
    if (frozenTriggers(copy).length > 0) copy.transaction(() => thawTables(copy))();
  } finally {
    copy.close();
  }
}
