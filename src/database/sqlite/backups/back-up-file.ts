import { rmSync, writeFileSync } from 'node:fs';
import type { DatabaseContent } from '../../database-content.js';
import { openDatabase } from '../open-database.js';
import type { SqliteLocation } from '../open-database.js';
import { fileContent } from './file-content.js';

/**
 * Writes a database as it is now, with what is still in its log, into a new file for its owner's eyes only. Others read
 * and write meanwhile. A copy of the file would not do: what is written meanwhile is in one half of it.
 * @throws what openDatabase throws; SQLite's own errors. Nothing is left then.
 */
export function backUpFile(source: SqliteLocation, target: string): DatabaseContent {
  // SQLite would make it readable for everybody.
  writeFileSync(target, '', { mode: 0o600, flag: 'wx' });
  try {
    const database = openDatabase(source);
    try {
      database.prepare('VACUUM INTO ?').run(target);
    } finally {
      database.close();
    }
    return fileContent({ ...source, path: target });
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
}
