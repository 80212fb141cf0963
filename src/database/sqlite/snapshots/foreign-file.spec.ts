import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { DatabaseUnreadableError } from '../../database.errors.js';
import { openForeignSqlite } from './foreign-file.js';

const TRIGGER = `CREATE TRIGGER kept BEFORE DELETE ON rooms BEGIN SELECT RAISE(ABORT, 'kept'); END`;
const TABLES = 'CREATE TABLE schema_migration (name text); CREATE TABLE rooms (id integer PRIMARY KEY, name text);';

describe('a SQLite file of somebody else', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'medadmin-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (sql: string, triggers: readonly string[] = []) =>
    openForeignSqlite(
      folder,
      (path) => {
        new Database(path).exec(TABLES + sql).close();
        return Promise.resolve();
      },
      triggers,
    );

  it('is read, and has no name any more', async () => {
    const snapshot = await open(`INSERT INTO rooms (name) VALUES ('Blue')`);
    expect(readdirSync(folder)).toEqual([]);
    const table = snapshot.tables.find(({ name }) => name === 'rooms')!;
    for await (const rows of snapshot.portions(table)) expect(rows).toEqual([[1, 'Blue']]);
    await snapshot.close();
  });

  it('may have the triggers of our own schema, and no others', async () => {
    await (await open(TRIGGER, [TRIGGER.replaceAll(' ', '\n  ')])).close();
    await expect(open(TRIGGER)).rejects.toThrow(DatabaseUnreadableError);
    await expect(open(TRIGGER.replace('ABORT', 'IGNORE'), [TRIGGER])).rejects.toThrow(DatabaseUnreadableError);
    expect(readdirSync(folder)).toEqual([]);
  });
});
