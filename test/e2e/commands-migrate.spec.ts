/** @engine sqlite: files are damaged, removed and held. */
import { copyFileSync, existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MASTER_SCHEMAS } from '../../src/app.module.js';
import { orderMigrations } from '../../src/database/index.js';
import { TenantSchema } from '../../src/tenancy/index.js';
import { TENANT_MODELS } from '../../src/tenant-models.js';
import { commandLines, HAS_TERMINAL, seededCommandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';
import { IS_ENCRYPTED, openFile } from '../support/test-engine.js';

/** A file that another key opens does not tell whose it is. */
const FOREIGN = IS_ENCRYPTED ? 'database-damaged' : 'database-foreign';
const CITY = 'tenant_databases/tenant_city_hospital.sqlite3';
const COUNTY = 'tenant_databases/tenant_county_clinic.sqlite3';

const count = (medadmin: CommandLine, file: string, table: string): unknown =>
  medadmin.rows(file, `SELECT count(*) AS n FROM ${table}`)[0]?.n;

/** Takes the newest migration of a company's database back, as if the program had been updated since. */
function putBehind(medadmin: CommandLine, file: string): void {
  const database = openFile(medadmin.path(file));
  database.pragma('foreign_keys = OFF');
  const newest = new TenantSchema(TENANT_MODELS).migrations.at(-1)!;
  for (const sql of newest.sqlite.down) database.exec(sql);
  database.prepare('DELETE FROM schema_migration WHERE name = ?').run(newest.name);
  database.close();
}

describe('migrate', () => {
  const commandLine = commandLines();

  it('makes the master database of a fresh machine, once', async () => {
    const medadmin = commandLine();
    const first = await medadmin.run(['migrate', '--json']);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout).applied).toContain('20261124000100-create-companies-and-users');
    expect(await medadmin.run(['migrate'])).toEqual({
      code: 0,
      stdout: 'The master database is up to date.\n',
      stderr: '',
    });
  });

  it('applies what is pending also where the server may not, which says so meanwhile', async () => {
    const medadmin = commandLine();
    await medadmin.run(['migrate']);
    const newest = orderMigrations(MASTER_SCHEMAS.flatMap((schema) => schema.migrations)).at(-1)!;
    const database = openFile(medadmin.path('db.sqlite3'));
    for (const sql of newest.sqlite.down) database.exec(sql);
    database.prepare('DELETE FROM schema_migration WHERE name = ?').run(newest.name);
    database.close();
    const env = { MIGRATE_ON_START: 'off' };
    const refused = await medadmin.run(['list-tenants'], { env });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe('medadmin: The master database waits for migrations: run `medadmin migrate`.\n');
    const { code, stdout } = await medadmin.run(['migrate'], { env });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Applied ${newest.name}\nThe master database is now up to date.\n`,
    });
    expect((await medadmin.run(['list-tenants'], { env })).code).toBe(0);
  });
});

describe('migrate-tenants', () => {
  const seeded = seededCommandLines();

  it('has nothing to do with databases that are up to date', async () => {
    const medadmin = seeded();
    expect(await medadmin.run(['migrate-tenants'])).toEqual({
      code: 0,
      stdout:
        'city-hospital: up to date\ncounty-clinic: up to date\n2 companies: 0 migrated, 2 up to date, 0 failed.\n',
      stderr: '',
    });
  });

  it('brings one that is behind up to date and leaves its data as they were', async () => {
    const medadmin = seeded();
    const entries = count(medadmin, CITY, 'audit_entry');
    putBehind(medadmin, CITY);
    const { code, stdout } = await medadmin.run(['migrate-tenants', '--company', 'city-hospital']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'city-hospital: 1 migration applied\n1 company: 1 migrated, 0 up to date, 0 failed.\n',
    });
    expect(count(medadmin, CITY, 'doctors_doctor')).toBe(3);
    expect(count(medadmin, CITY, 'audit_entry')).toBe(entries);
  });

  it('knows no company of another name', async () => {
    const medadmin = seeded();
    const { code, stdout, stderr } = await medadmin.run(['migrate-tenants', '--company', 'town-surgery']);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: 'medadmin: There is no company town-surgery.\n',
    });
    const asJson = await medadmin.run(['migrate-tenants', '--company', 'town-surgery', '--json']);
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.stdout)).toEqual({
      error: { code: 'unknown-company', detail: 'There is no company town-surgery.' },
    });
  });

  const damages: [string, string, (medadmin: CommandLine) => void][] = [
    ['missing', 'database-missing', (medadmin) => rmSync(medadmin.path(CITY))],
    ['not a database', 'database-damaged', (medadmin) => writeFileSync(medadmin.path(CITY), 'x'.repeat(20_000))],
    ['empty', 'database-foreign', (medadmin) => truncateSync(medadmin.path(CITY), 0)],
    ["another company's", FOREIGN, (medadmin) => copyFileSync(medadmin.path(COUNTY), medadmin.path(CITY))],
  ];

  it.each(damages)('names the company whose file is %s (%s), and goes on', async (_what, reason, damage) => {
    const medadmin = seeded();
    putBehind(medadmin, COUNTY);
    damage(medadmin);
    const { code, stdout, stderr } = await medadmin.run(['migrate-tenants', '--json']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      companies: [
        { slug: 'city-hospital', status: 'failed', error: { code: reason } },
        { slug: 'county-clinic', status: 'migrated' },
      ],
      failed: 1,
      migrated: 1,
    });
    const inWords = await medadmin.run(['migrate-tenants']);
    expect(inWords.code).toBe(1);
    expect(inWords.stdout).toMatch(new RegExp(`^city-hospital: failed, ${reason}: .*\ncounty-clinic: up to date\n`));
  });

  it('never makes a missing database anew', async () => {
    const medadmin = seeded();
    rmSync(medadmin.path(CITY));
    await medadmin.run(['migrate-tenants']);
    expect(existsSync(medadmin.path(CITY))).toBe(false);
  });

  it('ends between two companies when it is asked to stop, and says what is left', async () => {
    const medadmin = seeded();
    const master = openFile(medadmin.path('db.sqlite3'));
    master.exec(
      `INSERT INTO master_company (name, name_key, slug, database_name, email, phone, status, created_at)
       SELECT 'Old Town', 'old town', 'old-town', 'tenant_old_town', email, phone, status, created_at
       FROM master_company WHERE id = 1`,
    );
    master.close();
    putBehind(medadmin, COUNTY);
    const county = openFile(medadmin.path(COUNTY));
    county.exec('BEGIN IMMEDIATE');
    const { code, stdout, stderr } = await medadmin.run(['migrate-tenants', '--concurrency', '1'], {
      onOutput: (shown, child) => {
        if (shown !== 'city-hospital: up to date\n') return;
        child.kill('SIGTERM');
        // Only now can the second one be migrated, so the signal comes in the middle of it.
        setTimeout(() => county.exec('ROLLBACK'), 300);
      },
    });
    county.close();
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        'city-hospital: up to date\ncounty-clinic: 1 migration applied\n' +
        '3 companies: 1 migrated, 1 up to date, 0 failed. Interrupted: 1 not reached.\n',
    });
    expect(stderr).toBe(
      'Those under way are finished; asked once more, the program ends at once.\n' +
        'Go on with: medadmin migrate-tenants --resume\n',
    );
  });

  (HAS_TERMINAL ? it : it.skip)('shows a bar at a terminal', async () => {
    const { code, stdout } = await seeded().converse(['migrate-tenants'], []);
    expect(code).toBe(0);
    expect(stdout).toMatch(/████████████░░░░░░░░░░░░ 1\/2, [\d.]+\/s, \d+ s left city-hospital/);
    expect(stdout).toContain('2 companies: 0 migrated, 2 up to date, 0 failed.');
  });
});
