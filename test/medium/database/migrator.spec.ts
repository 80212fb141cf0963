/** @engine sqlite: how SQLite files are used. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SystemClock } from '../../../src/common/index.js';
import {
  DatabaseBusyError,
  ForeignKeyCheckError,
  MigrationHistoryError,
  Migrator,
  SqliteEngine,
  StatementRefusedError,
} from '../../../src/database/index.js';
import type { Migration } from '../../../src/database/index.js';
import { Entry, IMPATIENT, testDatabases } from '../../support/sqlite-database.js';
import type { TestDatabase } from '../../support/sqlite-database.js';

const CHILD_TABLE =
  'CREATE TABLE note (id integer PRIMARY KEY, entry_id integer NOT NULL REFERENCES entry (id) ON DELETE CASCADE)';

/** SQLite's way of changing a table that others refer to. */
const REBUILD_PARENT = [
  'CREATE TABLE entry_new (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, unit varchar(80) NOT NULL, side varchar(10) NOT NULL)',
  'INSERT INTO entry_new SELECT id, unit, side FROM entry',
  'DROP TABLE entry',
  'ALTER TABLE entry_new RENAME TO entry',
];

function migration(number: number, ...up: string[]): Migration {
  return { name: `2026112400000${number}-step`, sqlite: { up, down: [] }, postgres: { up, down: [] } };
}

describe('Migrating a database', () => {
  const testDatabase = testDatabases();
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await testDatabase(undefined, CHILD_TABLE);
    dataSource = await database.open();
    await dataSource.getRepository(Entry).insert({ unit: 'parent', side: 'left' });
    await dataSource.query('INSERT INTO note (entry_id) VALUES (1), (1)');
  });

  const migrate = (...migrations: Migration[]): Promise<readonly string[]> =>
    new Migrator(database.engine, migrations, new SystemClock()).migrate(database.name);
  const isCurrent = (...migrations: Migration[]): Promise<boolean> =>
    new Migrator(database.engine, migrations, new SystemClock()).isCurrent(dataSource);
  /** Schema and rows. */
  const everything = (): unknown => [
    database.rows('SELECT name, sql FROM sqlite_schema ORDER BY name'),
    database.rows('SELECT * FROM entry'),
    database.rows('SELECT * FROM note'),
  ];
  const foreignKeys = async (): Promise<unknown> => dataSource.query('SELECT * FROM pragma_foreign_keys');

  it('waits for nobody when nothing is pending, and for a writer when something is', async () => {
    const impatient = new SqliteEngine(database.folder, IMPATIENT);
    const one = migration(1, 'CREATE TABLE a (id)');
    await migrate(one);
    const writer = dataSource.createQueryRunner();
    await writer.startTransaction();
    const migrateBeside = (...migrations: Migration[]): Promise<readonly string[]> =>
      new Migrator(impatient, migrations, new SystemClock()).migrate(database.name);

    expect(await migrateBeside(one)).toEqual([]);
    await expect(migrateBeside(one, migration(2, 'CREATE TABLE b (id)'))).rejects.toThrow(DatabaseBusyError);
    await writer.release();
  });

  it('applies what is pending, once, and tells', async () => {
    const one = migration(1, 'CREATE TABLE a (id)');
    const two = migration(2, 'CREATE TABLE b (id)', 'CREATE TABLE c (id)');

    expect(await isCurrent(one)).toBe(false);
    expect(await migrate(one)).toEqual([one.name]);
    expect(await migrate(one, two)).toEqual([two.name]);
    expect(await migrate(one, two)).toEqual([]);
    expect(await isCurrent(one, two)).toBe(true);
    expect(database.rows('SELECT name FROM schema_migration')).toEqual([{ name: one.name }, { name: two.name }]);
  });

  it('is seen by whoever has the database open, whatever they asked before', async () => {
    const all = 'SELECT * FROM entry';
    expect(await dataSource.query(all)).toEqual([{ id: 1, unit: 'parent', side: 'left' }]);
    await migrate(migration(1, "ALTER TABLE entry ADD COLUMN mood text DEFAULT 'good'"));

    expect(await dataSource.query(all)).toEqual([{ id: 1, unit: 'parent', side: 'left', mood: 'good' }]);
  });

  it.each([
    ['a statement fails', "INSERT INTO entry (unit, side) VALUES ('x', 'y')", 'CREATE TABLE entry (id)'],
    ['it ends its transaction', 'DELETE FROM entry', 'COMMIT'],
    ['it changes a setting', 'DELETE FROM entry', 'PRAGMA foreign_keys = ON'],
    ['SQLite undoes it', 'DELETE FROM note', "INSERT OR ROLLBACK INTO entry (id, unit, side) VALUES (1, 'x', 'y')"],
  ])('leaves schema, rows and foreign keys as they were when %s', async (_why, ...statements) => {
    const before = everything();
    // Not `rejects.toThrow`: SQLite's errors may be of another realm, which Jest does not take for errors.
    const outcome = migrate(migration(1, 'CREATE TABLE a (id)'), migration(2, ...statements));
    expect(await outcome.catch(() => 'refused')).toBe('refused');

    expect(everything()).toEqual(before);
    expect(await foreignKeys()).toEqual([{ foreign_keys: 1 }]);
    expect(await migrate(migration(1, 'CREATE TABLE a (id)'))).toHaveLength(1);
  });

  it('refuses statements that are not for migrations by name', async () => {
    await expect(migrate(migration(1, 'COMMIT'))).rejects.toThrow(StatementRefusedError);
  });

  it('keeps the children of a table that is built anew', async () => {
    await migrate(migration(1, ...REBUILD_PARENT));

    expect(database.rows('SELECT * FROM note')).toHaveLength(2);
    await expect(dataSource.query('INSERT INTO note (entry_id) VALUES (99)')).rejects.toThrow('FOREIGN KEY');
    await dataSource.query('DELETE FROM entry');
    expect(database.rows('SELECT * FROM note')).toEqual([]);
  });

  it('would lose them with foreign keys enforced: the same statements in a unit of work', async () => {
    await dataSource.transaction(async (manager) => {
      for (const sql of REBUILD_PARENT) await manager.query(sql);
    });

    expect(database.rows('SELECT * FROM entry')).toHaveLength(1);
    expect(database.rows('SELECT * FROM note')).toEqual([]);
  });

  it('refuses a result in which rows refer to nothing', async () => {
    const before = everything();
    await expect(migrate(migration(1, 'DELETE FROM entry'))).rejects.toThrow(ForeignKeyCheckError);
    expect(everything()).toEqual(before);
  });

  describe('with a history that does not fit', () => {
    const one = migration(1, 'CREATE TABLE a (id)');
    const two = migration(2, 'CREATE TABLE b (id)');
    const three = migration(3, 'CREATE TABLE c (id)');

    it.each([
      ['unknown', [one, three], [one]],
      ['edited', [one], [migration(1, 'CREATE TABLE other (id)')]],
      ['out-of-order', [one, three], [one, two, three]],
    ])('is refused: a migration is %s', async (reason, applied, known) => {
      await migrate(...applied);
      const before = everything();

      const refused = expect.objectContaining({ reason });
      await expect(migrate(...known)).rejects.toThrow(MigrationHistoryError);
      await expect(migrate(...known)).rejects.toEqual(refused);
      await expect(isCurrent(...known)).rejects.toEqual(refused);
      expect(everything()).toEqual(before);
    });
  });
});
