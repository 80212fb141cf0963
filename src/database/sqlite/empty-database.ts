import Database from 'better-sqlite3';
import { APPLICATION_ID } from './pragmas.js';

/** Places in a SQLite file's header (sqlite.org/fileformat.html); `user_version` is a big-endian 32-bit integer. */
export const WRITE_VERSION_OFFSET = 18;
export const READ_VERSION_OFFSET = 19;
export const USER_VERSION_OFFSET = 60;

/** Value of both versions in a file that is in WAL mode, and in one that is not. */
export const WAL_VERSION = 2;
export const LEGACY_VERSION = 1;

/** Content of a file that is ours and has no tables. */
export function emptyDatabase(): Buffer {
  const database = new Database(':memory:');
  try {
    database.pragma(`application_id = ${APPLICATION_ID}`);
    const content = database.serialize();
    content[WRITE_VERSION_OFFSET] = WAL_VERSION;
    content[READ_VERSION_OFFSET] = WAL_VERSION;
    return content;
  } finally {
    database.close();
  }
}
