import Database from 'better-sqlite3';
import { APPLICATION_ID } from './pragmas.js';

/** Places in a SQLite file's header (sqlite.org/fileformat.html). */
const WRITE_VERSION_OFFSET = 18;
const READ_VERSION_OFFSET = 19;

/** Value of both versions in a file that is in WAL mode. */
const WAL_VERSION = 2;

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
