/** @engine sqlite: begins with a file of an older release. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MASTER_SCHEMAS } from '../../src/app.module.js';
import { Migrator, orderMigrations, SqliteEngine } from '../../src/database/index.js';
import type { Migration } from '../../src/database/index.js';
import { Subscription } from '../../src/subscription/index.js';
import { tempFolders } from '../support/temp-folder.js';
import { TestClock } from '../support/test-clock.js';

const MIGRATIONS = orderMigrations(MASTER_SCHEMAS.flatMap((schema) => schema.migrations));
const ENTITIES = MASTER_SCHEMAS.flatMap((schema) => schema.entities);
const LIFE = MIGRATIONS.findIndex(({ name }) => name.endsWith('-subscription-life'));
const OF_SUBSCRIPTION = /subscription_(subscription|event|payment)/;

describe('the migrations of subscriptions', () => {
  const folder = tempFolders();
  const clock = new TestClock('2026-11-24T08:00:00.000Z');

  async function migrate(engine: SqliteEngine, migrations: readonly Migration[]): Promise<void> {
    await new Migrator(engine, migrations, clock).migrate('master');
  }
  const run = (engine: SqliteEngine, statements: readonly string[]): Promise<void> =>
    engine.withSchema('master', async (session) => {
      for (const sql of statements) await session.query(sql);
    });
  /** Without quotation marks: SQLite adds some when a table is renamed. */
  function catalog(path: string): unknown[] {
    const database = new Database(join(path, 'db.sqlite3'), { readonly: true });
    const rows = database
      .prepare(`SELECT type, name, tbl_name, replace(sql, '"', '') AS sql FROM sqlite_schema ORDER BY type, name`)
      .all();
    database.close();
    return rows.filter((row) => OF_SUBSCRIPTION.test((row as { tbl_name: string }).tbl_name));
  }

  it('keep every trial that was running', async () => {
    const path = folder();
    const engine = new SqliteEngine(path);
    await engine.create('master');
    await migrate(engine, MIGRATIONS.slice(0, LIFE));
    await run(engine, [
      `INSERT INTO master_company (id, name, name_key, slug, database_name, email, phone, status, created_at)
       VALUES (7, 'City', 'city', 'city', 'tenant_city', 'a@example.com', '1234', 'active', '2026-11-20 08:00:00.000')`,
      `INSERT INTO subscription_subscription VALUES (3, 7, 2, 'trialing', 'yearly', '2026-12-04 08:00:00.000',
       '2026-11-20 08:00:00.000', '2026-12-04 08:00:00.000', '2026-11-20 08:00:00.000')`,
    ]);
    await migrate(engine, MIGRATIONS);
    const master = await engine.dataSource('master', { entities: ENTITIES }).initialize();
    const [subscription] = await master.manager.find(Subscription);
    await master.destroy();
    expect(subscription).toMatchObject({
      id: 3,
      companyId: 7,
      plan: { code: 'professional' },
      status: 'trialing',
      billingCycle: 'yearly',
      trialEndsAt: new Date('2026-12-04T08:00:00.000Z'),
      currentPeriodStartsAt: new Date('2026-11-20T08:00:00.000Z'),
      cancelAtPeriodEnd: false,
      endedAt: null,
      pendingPlan: null,
      pendingBillingCycle: null,
      pendingChangesAt: null,
      billedBy: 'manual',
      billingCustomerId: null,
      version: 1,
      createdAt: new Date('2026-11-20T08:00:00.000Z'),
    });
  });

  it('go back to what was there before, and forward again', async () => {
    const path = folder();
    const engine = new SqliteEngine(path);
    await engine.create('master');
    await migrate(engine, MIGRATIONS.slice(0, LIFE));
    const before = catalog(path);
    const added = MIGRATIONS.slice(LIFE).filter(({ name }) => /subscription-life|-billing$/.test(name));
    expect(added).toHaveLength(2);
    for (const { sqlite } of added) await run(engine, sqlite.up);
    const after = catalog(path);
    for (const { sqlite } of [...added].reverse()) await run(engine, sqlite.down);
    expect(catalog(path)).toEqual(before);
    for (const { sqlite } of added) await run(engine, sqlite.up);
    expect(catalog(path)).toEqual(after);
  });

  it('make every column that the entities have, and no other, with no value of its own', async () => {
    const path = folder();
    const engine = new SqliteEngine(path);
    await engine.create('master');
    await migrate(engine, MIGRATIONS);
    const master = await engine.dataSource('master', { entities: ENTITIES }).initialize();
    for (const { tableName, columns } of master.entityMetadatas.filter((one) => OF_SUBSCRIPTION.test(one.tableName))) {
      const info = await master.query<{ name: string; notnull: number; dflt_value: unknown }[]>(
        `PRAGMA table_info("${tableName}")`,
      );
      const made = info.map(({ name, notnull, dflt_value }) => [name, notnull === 0, dflt_value]);
      const declared = columns.map(({ databaseName, isNullable }) => [databaseName, isNullable, null]);
      expect([tableName, made.sort()]).toEqual([tableName, declared.sort()]);
    }
    await master.destroy();
  });
});
