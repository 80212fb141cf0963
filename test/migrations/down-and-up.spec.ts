/** @engine none: runs on scratch databases of both engines. */
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { MASTER_SCHEMAS } from '../../src/app.module.js';
import { differences, orderMigrations } from '../../src/database/index.js';
import type { Migration, SchemaDescription } from '../../src/database/index.js';
import { describePostgresSchema, describeSqliteSchema } from '../../src/database/schema/index.js';
import { TENANT_MODELS } from '../../src/tenant-models.js';
import { TenantSchema } from '../../src/tenancy/index.js';
import { postgresServer } from '../support/postgres-server.js';

const HISTORIES: readonly (readonly [string, readonly Migration[]])[] = [
  ['the master database', orderMigrations(MASTER_SCHEMAS.flatMap((schema) => schema.migrations))],
  ['companies’ databases', new TenantSchema(TENANT_MODELS).migrations],
];

/** An empty database of one engine. */
interface Scratch {
  run(migration: Migration, way: 'up' | 'down'): Promise<void>;
  describe(): Promise<SchemaDescription>;
}

describe('Every migration, taken back and applied again,', () => {
  const server = postgresServer();

  const ENGINES: readonly (readonly [string, () => Promise<Scratch>])[] = [
    [
      'SQLite',
      () => {
        const database = new Database(':memory:');
        return Promise.resolve({
          run: (migration, way) =>
            Promise.resolve().then(() => {
              for (const sql of migration.sqlite[way]) database.exec(sql);
            }),
          describe: () => Promise.resolve(describeSqliteSchema(database)),
        });
      },
    ],
    [
      'PostgreSQL',
      async () => {
        const client = await server().database();
        return {
          run: async (migration, way) => {
            for (const sql of migration.postgres[way]) await client.query(sql);
          },
          describe: () => describePostgresSchema(async (sql) => (await client.query<object>(sql)).rows),
        };
      },
    ],
  ];

  const cases = HISTORIES.flatMap(([what, migrations]) =>
    ENGINES.map(([engine, scratch]) => [what, engine, migrations, scratch] as const),
  );

  it.each(cases)('leaves the schema of %s on %s as it was', async (_what, _engine, migrations, scratch) => {
    const database = await scratch();
    const schemas = [await database.describe()];
    for (const migration of migrations) {
      await database.run(migration, 'up');
      schemas.push(await database.describe());
    }
    for (const [index, migration] of [...migrations.entries()].reverse()) {
      await database.run(migration, 'down');
      expect([migration.name, differences(schemas[index]!, await database.describe())]).toEqual([migration.name, []]);
      await database.run(migration, 'up');
      expect([migration.name, differences(schemas[index + 1]!, await database.describe())]).toEqual([
        migration.name,
        [],
      ]);
      await database.run(migration, 'down');
    }
    expect(await database.describe()).toEqual([]);
  });

  it.each(ENGINES)('is caught on %s when its way back forgets something', async (_engine, scratch) => {
    const database = await scratch();
    const up = ['CREATE TABLE a (id integer PRIMARY KEY, b varchar(10) NOT NULL)', 'CREATE INDEX a_b ON a (b)'];
    const forgetful = { up, down: ['DROP INDEX a_b', 'CREATE INDEX a_b ON a (b DESC)'] };
    const before = [up[0]!];
    await database.run({ name: '1', sqlite: { up: before, down: [] }, postgres: { up: before, down: [] } }, 'up');
    const schema = await database.describe();
    const rest = { ...forgetful, up: [up[1]!] };
    const migration = { name: '2', sqlite: rest, postgres: rest };
    await database.run(migration, 'up');
    await database.run(migration, 'down');
    expect(differences(schema, await database.describe())).toEqual(['a: index a_b is not expected']);
  });
});
