import { rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { openCells } from '../../cells/open-cells.js';
import type { CellSecrets } from '../../cells/cell-cipher.js';
import { openHandle } from '../cipher/open-handle.js';
import { thawTables } from '../freeze-triggers.js';
import { openDatabase } from '../open-database.js';
import type { SqliteLocation } from '../open-database.js';

/** What to copy, and where to. */
export interface SnapshotTask {
  readonly source: SqliteLocation;
  /** Path of the new file. */
  readonly target: string;
  /** Tables whose rows are left out. */
  readonly without: readonly string[];
  /** What sensitive columns are encrypted with; the copy has them in plain text. */
  readonly cells: CellSecrets | undefined;
}

/**
 * Writes a database as it is now, with what is still in its log, into a new file that holds nothing of what was deleted.
 * Others read and write meanwhile. It is not flushed: it is not meant to outlive the process.
 * @throws what openDatabase throws; SQLite's own errors. Nothing is left then.
 */
export function takeSnapshot({ source, target, without, cells }: SnapshotTask): void {
  try {
    const database = openDatabase(source);
    try {
      database.prepare('VACUUM INTO ?').run(target);
    } finally {
      database.close();
    }
    edit({ ...source, path: target }, (copy) => {
      // One of a database that is being moved.
      thawTables(copy);
      for (const table of without) empty(copy, table);
      openCells(copy, cells);
    });
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
}

function edit({ path, key }: SqliteLocation, change: (copy: Database) => void): void {
  const copy = openHandle(path, key, { fileMustExist: true });
  try {
    copy.exec('PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;');
    change(copy);
  } finally {
    copy.close();
  }
}

/** Triggers that keep rows from being deleted are about the database, not about a copy without these rows. */
function empty(copy: Database, table: string): void {
  const triggers = copy
    .prepare<[string], Trigger>(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?`)
    .all(table);
  for (const { name } of triggers) copy.exec(`DROP TRIGGER ${quoted(name)}`);
  copy.exec(`DELETE FROM ${quoted(table)}`);
  for (const { sql } of triggers) copy.exec(sql);
}

interface Trigger {
  readonly name: string;
  readonly sql: string;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
