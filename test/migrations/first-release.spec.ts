/** @engine sqlite: the fixture is of the first release, which ran on SQLite only. */
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { MASTER_SCHEMAS } from '../../src/app.module.js';
import { differences, orderMigrations } from '../../src/database/index.js';
import type { Migration } from '../../src/database/index.js';
import { checksum } from '../../src/database/migration.js';
import { describeSqliteSchema } from '../../src/database/schema/index.js';
import { TenantSchema } from '../../src/tenancy/index.js';
import { TENANT_MODELS } from '../../src/tenant-models.js';
import { commandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';

/** Written by the first version that clinics could use, over its API. */
const FIXTURES = new URL('../fixtures/first-release/', import.meta.url);
const MASTER = 'db.sqlite3';
const TENANT = 'tenant_databases/tenant_city_hospital.sqlite3';

const DATABASES: readonly (readonly [string, readonly Migration[]])[] = [
  [MASTER, orderMigrations(MASTER_SCHEMAS.flatMap((schema) => schema.migrations))],
  [TENANT, new TenantSchema(TENANT_MODELS).migrations],
];

type Rows = Record<string, Record<string, unknown>[]>;

describe('The databases of the first release', () => {
  const commandLine = commandLines();

  function firstRelease(): CommandLine {
    const medadmin = commandLine();
    for (const file of [MASTER, TENANT]) {
      const fixture = new URL(`${file.split('/').at(-1)}.gz`, FIXTURES);
      mkdirSync(dirname(medadmin.path(file)), { recursive: true });
      writeFileSync(medadmin.path(file), gunzipSync(readFileSync(fixture)));
    }
    return medadmin;
  }

  it('are brought up to date with all their rows', async () => {
    const medadmin = firstRelease();
    const before = DATABASES.map(([file]) => rowsOf(medadmin.path(file)));
    expect(before[1]!.patients_patient).toMatchObject([{ last_name: 'Álvarez' }, { last_name: 'Doe' }]);
    expect(before[1]!.appointments_appointment).toHaveLength(2);

    expect(await medadmin.run(['migrate'])).toMatchObject({ code: 0, stderr: '' });
    expect(await medadmin.run(['migrate-tenants'])).toMatchObject({ code: 0 });

    for (const [index, [file, migrations]] of DATABASES.entries()) {
      const after = rowsOf(medadmin.path(file));
      for (const [table, rows] of Object.entries(before[index]!)) {
        if (table === 'schema_migration') continue;
        // Columns may have been added since.
        expect([table, after[table]?.length]).toEqual([table, rows.length]);
        expect([table, after[table]]).toMatchObject([table, rows]);
      }
      const history = after.schema_migration!.map(({ name }) => name);
      expect(history).toEqual(migrations.map(({ name }) => name));
    }
  });

  it('are then what new ones are', async () => {
    const medadmin = firstRelease();
    await medadmin.run(['migrate']);
    await medadmin.run(['migrate-tenants']);
    for (const [file, migrations] of DATABASES) {
      const fresh = new Database(':memory:');
      for (const sql of migrations.flatMap(({ sqlite }) => sqlite.up)) fresh.exec(sql);
      const upgraded = new Database(medadmin.path(file), { readonly: true });
      expect(differences(describeSqliteSchema(fresh), describeSqliteSchema(upgraded))).toEqual([]);
      fresh.close();
      upgraded.close();
    }
  });

  it('hold the checksums of migrations that have not been edited since', () => {
    const medadmin = firstRelease();
    for (const [file, migrations] of DATABASES) {
      const released = rowsOf(medadmin.path(file)).schema_migration!;
      const today = migrations.map((migration) => ({ name: migration.name, checksum: checksum(migration) }));
      expect(today.slice(0, released.length)).toEqual(
        released.map(({ name, checksum: sum }) => ({ name, checksum: sum })),
      );
    }
  });
});

function rowsOf(path: string): Rows {
  const database = new Database(path, { readonly: true });
  try {
    const tables = database
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
      .all();
    return Object.fromEntries(
      tables.map(({ name }) => [name, database.prepare<[], Rows[string][number]>(`SELECT * FROM ${name}`).all()]),
    );
  } finally {
    database.close();
  }
}
