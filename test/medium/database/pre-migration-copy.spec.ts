/** @engine sqlite: how SQLite files are used. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { PreMigrationCopy } from '../../../src/database/sqlite/pre-migration-copy.js';
import { testDatabases } from '../../support/sqlite-database.js';

describe('The copy of a database before its migration', () => {
  const testDatabase = testDatabases();

  it('is left alone by one that has just committed, when it is the next one’s already', async () => {
    const { name, path } = await testDatabase();
    const database = new Database(path);
    const first = new PreMigrationCopy({ name, path });
    const second = new PreMigrationCopy({ name, path });

    first.take(database);
    second.take(database);
    first.remove();
    expect(existsSync(`${path}-snapshot`)).toBe(true);
    second.remove();
    expect(existsSync(`${path}-snapshot`)).toBe(false);
    first.remove();
    database.close();
  });
});
