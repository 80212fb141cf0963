import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import Database from 'better-sqlite3';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { SqliteEngine } from '../../src/database/index.js';
import type { DatabaseName } from '../../src/database/index.js';
import type { SqliteWaits } from '../../src/database/sqlite/retry-busy.js';
import { tempFolders } from './temp-folder.js';

/** Half of a unit of work: every unit writes a left and a right one, or none. */
@Entity('entry')
export class Entry {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 40 })
  unit!: string;

  @Column({ type: 'varchar', length: 10 })
  side!: 'left' | 'right';
}

const ENTRY_TABLE = `CREATE TABLE entry (
  id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  unit varchar(40) NOT NULL,
  side varchar(10) NOT NULL,
  UNIQUE (unit, side)
)`;

/** For tests whose units of work wait for each other, on a slow machine too. */
export const PATIENT: SqliteWaits = { lockMs: 60_000, fileMs: 60_000, schemaMs: 60_000 };

/** For tests that wait in vain. */
export const IMPATIENT: SqliteWaits = { lockMs: 50, fileMs: 50, schemaMs: 50 };

/** A database with the table of `Entry`, in a folder of its own. */
export class TestDatabase {
  readonly name: DatabaseName = 'tenant_test';
  readonly engine: SqliteEngine;
  readonly path: string;
  private readonly opened: DataSource[] = [];

  constructor(
    readonly folder: string,
    waits: SqliteWaits,
  ) {
    this.engine = new SqliteEngine(folder, waits);
    this.path = join(folder, 'tenant_databases', 'tenant_test.sqlite3');
  }

  async create(...more: string[]): Promise<this> {
    await this.engine.create(this.name);
    await this.engine.withSchema(this.name, async (session) => {
      for (const sql of [ENTRY_TABLE, ...more]) await session.query(sql);
    });
    return this;
  }

  /** Another DataSource of ours on the file. */
  async open(): Promise<DataSource> {
    return this.track(await this.engine.dataSource(this.name, { entities: [Entry] }).initialize());
  }

  /** TypeORM's own driver on the same file, as its documentation sets it up: what ours is compared with. */
  async openStock(): Promise<DataSource> {
    const dataSource = new DataSource({
      type: 'better-sqlite3',
      database: this.path,
      enableWAL: true,
      entities: [Entry],
    });
    return this.track(await dataSource.initialize());
  }

  /** What is really in the file, by a handle that knows nothing of ours. */
  rows<Row = Record<string, unknown>>(sql: string): Row[] {
    const database = new Database(this.path, { fileMustExist: true });
    try {
      return database.prepare(sql).all() as Row[];
    } finally {
      database.close();
    }
  }

  /** Names of the units that have `sides` rows. */
  unitsWith(sides: 1 | 2): string[] {
    const sql = `SELECT unit FROM entry GROUP BY unit HAVING count(*) = ${sides} ORDER BY unit`;
    return this.rows<{ unit: string }>(sql).map((row) => row.unit);
  }

  async close(): Promise<void> {
    for (const dataSource of this.opened.splice(0)) if (dataSource.isInitialized) await dataSource.destroy();
  }

  private track(dataSource: DataSource): DataSource {
    this.opened.push(dataSource);
    return dataSource;
  }
}

/** @returns a function that makes a database for the running test; all of it is closed and removed after the test. */
export function testDatabases(): (waits?: SqliteWaits, ...sql: string[]) => Promise<TestDatabase> {
  const made: TestDatabase[] = [];
  const folder = tempFolders();
  // Hooks run last in, first out: closed here, then removed by tempFolders.
  afterEach(async () => {
    for (const database of made.splice(0)) await database.close();
  });
  return async (waits = PATIENT, ...sql) => {
    const database = await new TestDatabase(folder(), waits).create(...sql);
    made.push(database);
    return database;
  };
}
