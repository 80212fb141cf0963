/** @engine sqlite: only there is the master database restored by the program. */
import { cpSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { MASTER_SCHEMAS } from '../../src/app.module.js';
import { SystemClock } from '../../src/common/index.js';
import { loadSettings } from '../../src/config/index.js';
import { MasterRestore } from '../../src/master/index.js';
import type { RestoredMaster } from '../../src/master/index.js';
import { CommandLine, commandLines } from '../support/command-line.js';
import type { CommandResult } from '../support/command-line.js';
import { hashOf } from '../support/life-files.js';
import { directly, ENCRYPTION_KEY, engineSettings } from '../support/test-engine.js';

const MASTER = 'db.sqlite3';

describe('restore-master', () => {
  const make = commandLines();
  let saved: CommandLine;
  let ofMaster: string;
  let ofCompany: string;

  beforeAll(async () => {
    saved = new CommandLine();
    await saved.run(['seed']);
    ofCompany = await backUp(saved, 'city-hospital');
    ofMaster = await backUp(saved, '--master');
  });
  afterAll(() => saved.remove());

  function copyOf(from: CommandLine): CommandLine {
    const medadmin = make();
    cpSync(from.folder, medadmin.folder, { recursive: true });
    return medadmin;
  }

  /** As the command does, in this process. */
  async function restore(medadmin: CommandLine, path: string): Promise<RestoredMaster> {
    const migrations = MASTER_SCHEMAS.flatMap((schema) => schema.migrations);
    const settings = loadSettings({ DATA_DIR: medadmin.folder, ...engineSettings(medadmin.folder) });
    return (await MasterRestore.of(settings, new SystemClock(), migrations)).restore(path, false);
  }

  const backUp = async (medadmin: CommandLine, what: string): Promise<string> =>
    (JSON.parse((await medadmin.run(['backup-tenant', what, '--json'])).stdout) as { file: string }).file;
  const slugs = (medadmin: CommandLine): unknown[] =>
    medadmin.rows(MASTER, 'SELECT id, slug, status FROM master_company ORDER BY id').map((row) => Object.values(row));

  it('keeps the keys of now: databases that were encrypted since are still whose they were', async () => {
    const medadmin = copyOf(saved);
    const env = { TENANT_ENCRYPTION_KEY: ENCRYPTION_KEY };
    const run = (...args: string[]): Promise<CommandResult> => medadmin.run(args, { env });
    expect((await run('encrypt-tenants')).code).toBe(0);
    await run('rename-tenant', 'county-clinic', 'sunrise');
    const { code, stdout } = await run('restore-master', ofMaster, '--yes', '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { withoutDatabase: [], withoutCompany: [], renamed: [{ to: 'tenant_county_clinic' }] },
    ]);
    expect((await run('check-tenants')).code).toBe(0);
    const doctors = 'SELECT count(*) AS n FROM doctors_doctor';
    expect(await directly(medadmin.folder, 'tenant_county_clinic', doctors)).toEqual([{ n: 3 }]);
  });

  it('keeps what is known of companies that were moved to another server since', async () => {
    const medadmin = copyOf(saved);
    const server = "INSERT INTO database_server VALUES ('b', 'DATABASE_SERVER_B_URL', NULL, 10, 'open')";
    const role = "INSERT INTO database_role VALUES (2, 'medadmin_company_2', 'sealed')";
    const places = ["INSERT INTO database_place VALUES (2, 'b')", server, role];
    await directly(medadmin.folder, 'master', ...places);
    rmSync(medadmin.path('tenant_databases', 'tenant_county_clinic.sqlite3'));
    const restored = await restore(medadmin, ofMaster.replace(saved.folder, medadmin.folder));
    expect(restored.withoutDatabase).toEqual([]);
    expect(medadmin.rows(MASTER, 'SELECT company_id, server FROM database_place')).toEqual([
      { company_id: 2, server: 'b' },
    ]);
    expect(medadmin.rows(MASTER, 'SELECT name FROM database_server')).toEqual([{ name: 'b' }]);
    expect(medadmin.rows(MASTER, 'SELECT company_id FROM database_role')).toEqual([{ company_id: 2 }]);
  });

  it('brings back what the backup has, and makes it fit what has happened since', async () => {
    const medadmin = copyOf(saved);
    const file = ofMaster.replace(saved.folder, medadmin.folder);
    await medadmin.run(['rename-tenant', 'county-clinic', 'sunrise']);
    await medadmin.run(['clone-tenant', 'sunrise', 'third']);
    const later = await backUp(medadmin, 'third');
    await medadmin.run(['delete-tenant', 'city-hospital', '--now', '--yes']);
    const before = medadmin.rows(MASTER, 'SELECT slug FROM master_company');

    const { code, stdout, stderr } = await medadmin.run(['restore-master', file, '--yes', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const told = JSON.parse(stdout) as Record<string, unknown> & { savedAs: string };
    expect(told).toMatchObject({
      erasedAgain: ['city-hospital'],
      renamed: [{ from: 'tenant_sunrise', to: 'tenant_county_clinic' }],
      withoutDatabase: [],
      withoutCompany: ['tenant_third'],
      migrated: [],
    });
    expect(slugs(medadmin)).toEqual([
      [1, 'city-hospital', 'erasing'],
      [2, 'county-clinic', 'active'],
    ]);
    // The next command recovers what processes left: the backup was itself under way in what it holds.
    expect((await medadmin.run(['list-tenants', '--json'])).code).toBe(0);
    expect(existsSync(file)).toBe(true);
    expect(medadmin.rows(MASTER, "SELECT kind FROM fleet_operation WHERE state = 'running'")).toEqual([]);
    const listed = medadmin.rows(MASTER, 'SELECT file FROM fleet_backup').map((row) => String(row.file));
    expect([file, later, told.savedAs].every((path) => listed.some((each) => path.endsWith(each)))).toBe(true);
    expect(medadmin.rows(MASTER, 'SELECT count(*) AS n FROM master_session WHERE revoked_at IS NULL')).toEqual([
      { n: 0 },
    ]);
    const doctors = medadmin.rows('tenant_databases/tenant_county_clinic.sqlite3', 'SELECT id FROM doctors_doctor');
    expect(doctors.length).toBeGreaterThan(0);
    expect(readdirSync(medadmin.path('.backup-work'))).toEqual([]);

    // The number of the company that is not known any more, whose backups are there, is nobody else's.
    await medadmin.run(['clone-tenant', 'county-clinic', 'fourth']);
    expect((slugs(medadmin).at(-1) as [number])[0]).toBeGreaterThan(3);

    // And the way back: what was replaced had been saved.
    await restore(medadmin, told.savedAs);
    expect(medadmin.rows(MASTER, 'SELECT slug FROM master_company')).toEqual(before);
  });

  it('changes nothing while somebody has the database open, or with what is no backup of it, or without the key', async () => {
    const medadmin = copyOf(saved);
    const before = hashOf(medadmin.path(MASTER));
    const refusal = async (path: string): Promise<unknown> => {
      const error: unknown = await restore(medadmin, path).catch((thrown: unknown) => thrown);
      expect(hashOf(medadmin.path(MASTER))).toBe(before);
      return (error as Error).message;
    };
    expect(await refusal(ofCompany)).toBe('The backup is of another company.');
    expect(await refusal(medadmin.path('db.sqlite3'))).toBe('The file is not a backup of this program.');
    renameSync(medadmin.path('.backup-key'), medadmin.path('key-elsewhere'));
    expect(await refusal(ofMaster)).toContain('DATA_DIR/.backup-key is not there');
    expect(existsSync(medadmin.path('.backup-key'))).toBe(false);
    renameSync(medadmin.path('key-elsewhere'), medadmin.path('.backup-key'));
    expect((await medadmin.run(['restore-master', ofMaster])).code).toBe(2);

    const open = new Database(medadmin.path(MASTER));
    open.prepare('SELECT count(*) FROM master_company').get();
    const { code, stderr } = await medadmin.run(['restore-master', ofMaster, '--yes']);
    open.close();
    expect([code, stderr]).toEqual([1, expect.stringContaining('stop them all first')]);
  });

  it('replaces a database that is missing, and one that cannot be read only by --force', async () => {
    const medadmin = copyOf(saved);
    for (const suffix of ['', '-wal', '-shm']) rmSync(medadmin.path(MASTER + suffix), { force: true });
    expect(await restore(medadmin, ofMaster)).toMatchObject({ savedAs: null, withoutDatabase: [], withoutCompany: [] });
    expect(slugs(medadmin)).toHaveLength(2);

    writeFileSync(medadmin.path(MASTER), 'not a database at all, for more than a hundred bytes'.repeat(40));
    await expect(restore(medadmin, ofMaster)).rejects.toThrow('then say --force');
    expect((await medadmin.run(['restore-master', ofMaster, '--yes', '--force'])).code).toBe(0);
    expect((await medadmin.run(['check-tenants'])).code).toBe(0);
    expect(slugs(medadmin)).toHaveLength(2);
    // Nobody knows which numbers were given out: far from all of them.
    const [row] = medadmin.rows(MASTER, "SELECT seq FROM sqlite_sequence WHERE name = 'master_company'");
    expect(row?.seq).toBeGreaterThan(1_000_000);
  });
});
