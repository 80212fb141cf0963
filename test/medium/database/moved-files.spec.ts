/** @engine sqlite: how SQLite files are used. */
import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import {
  DatabaseMissingError,
  DatabaseUnreadableError,
  ForeignDatabaseError,
} from '../../../src/database/database.errors.js';
import { openBriefly, openDatabase, openForSchema, openReadOnly } from '../../../src/database/sqlite/open-database.js';
import type { SqliteLocation } from '../../../src/database/sqlite/open-database.js';
import { testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const INSERT = "INSERT INTO entry (unit, side) VALUES ('late', 'left')";

const OPENINGS: Record<string, (location: SqliteLocation) => Database.Database> = {
  'to serve it': (location) => openDatabase(location),
  'for one use': (location) => openBriefly(location, 'look'),
  'for a change of its schema': (location) => openForSchema(location),
  'for reading only': (location) => openReadOnly(location),
};

describe('A file that loses its name while it is being opened', () => {
  const testDatabase = testDatabases();

  it('takes what is committed to its successor away with SQLite alone, for both use one log', async () => {
    const database = await testDatabase();
    const handle = new Database(database.path);
    replace(database);
    handle.exec(INSERT);
    handle.close();
    expect(unitsIn(database.path)).toEqual(['late']);
  });

  for (const [purpose, open] of Object.entries(OPENINGS)) {
    it(`is opened ${purpose} as what has replaced it`, async () => {
      const database = await testDatabase();
      const handle = open(whileOpening(database, () => replace(database)));
      expect(unitsOf(handle)).toEqual(['new']);
      handle.close();
    });

    it(`is not opened ${purpose} when it is called something else`, async () => {
      const database = await testDatabase();
      const location = whileOpening(database, () => renameSync(database.path, renamed(database)));
      expect(() => open(location)).toThrow(DatabaseMissingError);
      expect(databaseFiles(database)).toEqual(['renamed.sqlite3']);
    });
  }

  it('is not opened when it is removed', async () => {
    const database = await testDatabase();
    const location = whileOpening(database, () => rmSync(database.path));
    expect(() => openDatabase(location)).toThrow(DatabaseMissingError);
    expect(databaseFiles(database)).toEqual([]);
  });

  it('keeps what is committed to its successor afterwards', async () => {
    const database = await testDatabase();
    const handle = openDatabase(whileOpening(database, () => replace(database)));
    handle.exec(INSERT);
    handle.close();
    expect(unitsIn(database.path)).toEqual(['late', 'new']);
    expect(databaseFiles(database)).toEqual(['tenant_test.sqlite3']);
  });

  it('is given up when it is replaced again and again', async () => {
    const database = await testDatabase();
    const { path, name } = database;
    let times = 0;
    const location = {
      ...{ name, path },
      get stamp() {
        times += 1;
        copyFileSync(path, renamed(database));
        renameSync(renamed(database), path);
        return 0;
      },
    };
    expect(() => openDatabase(location)).toThrow(DatabaseUnreadableError);
    expect(times).toBe(10);
    // Left open by none of them.
    await database.engine.whenUnused(name, 0);
  });

  it('is not mixed up with another company that has taken the name, whose log stays', async () => {
    const database = await testDatabase();
    let other: Database.Database | undefined;
    const location = whileOpening(database, () => {
      renameSync(database.path, renamed(database));
      copyFileSync(renamed(database), database.path);
      other = new Database(database.path);
      other.pragma('user_version = 99');
      other.exec(INSERT);
    });
    expect(() => openDatabase(location)).toThrow(ForeignDatabaseError);
    expect(databaseFiles(database)).toContain('tenant_test.sqlite3-wal');
    expect(unitsIn(database.path)).toEqual(['late']);
    other?.close();
    expect(unitsIn(renamed(database))).toEqual([]);
  });
});

/** Where the database is; `move` happens once, between the opening of the file and the first read from it. */
function whileOpening({ name, path }: TestDatabase, move: () => void): SqliteLocation {
  let isMoved = false;
  return {
    name,
    path,
    // Asked for last before the file is read. No process could be stopped there with certainty.
    get stamp() {
      if (!isMoved) {
        isMoved = true;
        move();
      }
      return 0;
    },
  };
}

/** Puts a copy that has one row in its place. */
function replace(database: TestDatabase): void {
  copyFileSync(database.path, renamed(database));
  const copy = new Database(renamed(database));
  copy.exec("INSERT INTO entry (unit, side) VALUES ('new', 'left')");
  copy.close();
  renameSync(renamed(database), database.path);
}

function renamed({ path }: TestDatabase): string {
  return join(dirname(path), 'renamed.sqlite3');
}

function databaseFiles({ path }: TestDatabase): string[] {
  return readdirSync(dirname(path))
    .filter((file) => file.includes('.sqlite3'))
    .sort();
}

function unitsIn(path: string): unknown[] {
  const handle = new Database(path, { fileMustExist: true });
  try {
    return unitsOf(handle);
  } finally {
    handle.close();
  }
}

function unitsOf(handle: Database.Database): unknown[] {
  return handle.prepare('SELECT unit FROM entry ORDER BY unit').pluck().all();
}
