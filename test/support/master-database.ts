import { afterEach } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { MASTER_SCHEMAS } from '../../src/app.module.js';
import { Migrator, orderMigrations } from '../../src/database/index.js';
import { tempFolders } from './temp-folder.js';
import { testEngine } from './test-engine.js';
import { TestClock } from './test-clock.js';

const ENTITIES = MASTER_SCHEMAS.flatMap((schema) => schema.entities);
const MIGRATIONS = orderMigrations(MASTER_SCHEMAS.flatMap((schema) => schema.migrations));

/** A master database as migrations make it, in a folder of its own. */
export class TestMaster {
  readonly clock = new TestClock('2026-11-24T08:00:00Z');
  private readonly opened: DataSource[] = [];

  constructor(readonly folder: string) {}

  async create(): Promise<this> {
    const engine = testEngine(this.folder);
    await engine.create('master');
    await new Migrator(engine, MIGRATIONS, this.clock).migrate('master');
    return this;
  }

  /** A DataSource as another process would have it: with locks of its own. */
  async open(): Promise<DataSource> {
    const dataSource = await testEngine(this.folder).dataSource('master', { entities: ENTITIES }).initialize();
    this.opened.push(dataSource);
    return dataSource;
  }

  async close(): Promise<void> {
    for (const dataSource of this.opened.splice(0)) if (dataSource.isInitialized) await dataSource.destroy();
  }
}

/** @returns a function that makes a master database for the running test; it is closed and removed after the test. */
export function masterDatabases(): () => Promise<TestMaster> {
  const made: TestMaster[] = [];
  const folder = tempFolders();
  afterEach(async () => {
    for (const master of made.splice(0)) await master.close();
  });
  return async () => {
    const master = await new TestMaster(folder()).create();
    made.push(master);
    return master;
  };
}
