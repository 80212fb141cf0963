import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DatabaseUnreadableError } from '../../database.errors.js';
import type { DatabaseSnapshot } from '../../snapshot.js';
import { makeScratchFolder } from '../rehearsal/scratch-folder.js';
import { sqliteCode } from '../sqlite-codes.js';
import { SqliteSnapshot } from './sqlite-snapshot.js';

/** What runs, or stands for something else. */
const HIDDEN_COLUMNS = `SELECT count(*) FROM sqlite_schema AS object, pragma_table_xinfo(object.name) AS part
  WHERE object.type = 'table' AND part.hidden <> 0`;
const OTHER_OBJECTS = `SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index', 'trigger')`;
const TRIGGERS = `SELECT sql FROM sqlite_schema WHERE type = 'trigger'`;
const OTHER_TABLES = `SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND (type <> 'table' OR wr <> 0)`;

/**
 * Opens a SQLite file that somebody else may have made, to read rows of plain tables from it. It is never opened for
 * writing, nothing in it is run, and it has no name any more when this returns.
 * @param folder where the file is put meanwhile; what a killed process leaves there is swept with other scratch files.
 * @param write puts the file at the path that it is given.
 * @param triggers SQL of those that it may have: of our own schema, which nothing that only reads sets off.
 * @throws DatabaseUnreadableError when it is damaged, or has views, other triggers, virtual tables or computed columns;
 *   what `write` throws.
 */
export async function openForeignSqlite(
  folder: string,
  write: (path: string) => Promise<void>,
  triggers: readonly string[] = [],
): Promise<DatabaseSnapshot> {
  const scratch = await makeScratchFolder(folder);
  try {
    const path = join(scratch, 'foreign.sqlite3');
    await write(path);
    assertPlain(path, triggers.map(compact));
    return await SqliteSnapshot.open(path);
  } catch (error) {
    throw isSqliteError(error) ? new DatabaseUnreadableError(error, 'of the archive') : error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function assertPlain(path: string, known: readonly string[]): void {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    const count = (sql: string): unknown => database.prepare(sql).pluck().get();
    const triggers = database.prepare<[], string>(TRIGGERS).pluck().all();
    const areKnown = triggers.every((sql) => known.includes(compact(sql)));
    const isPlain = areKnown && count(OTHER_OBJECTS) === 0 && count(OTHER_TABLES) === 0 && count(HIDDEN_COLUMNS) === 0;
    // Only then: checking a file computes what its indexes and computed columns ask for.
    if (!isPlain || database.pragma('quick_check(1)', { simple: true }) !== 'ok')
      throw new DatabaseUnreadableError(undefined, 'of the archive');
  } finally {
    database.close();
  }
}

function isSqliteError(error: unknown): boolean {
  return sqliteCode(error).startsWith('SQLITE_');
}

function compact(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim();
}
