import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { HAS_TERMINAL, seededCommandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';
import { filesWith } from '../support/life-files.js';
import { databaseNames, directly, openFile, TEST_ENGINE } from '../support/test-engine.js';

const CITY = 'tenant_city_hospital';
const CITY_FILE = `tenant_databases/${CITY}.sqlite3`;

const count = async (medadmin: CommandLine, name: string, table: string): Promise<unknown> =>
  (await medadmin.read(name, `SELECT count(*) AS n FROM ${table}`))[0]?.n;

describe('reset', () => {
  const commandLine = seededCommandLines();

  async function withSuperuser(): Promise<CommandLine> {
    const medadmin = commandLine();
    const root = ['create-superuser', '--username', 'root.admin', '--email', 'root@example.com', '--password-stdin'];
    await medadmin.run(root, { input: 'correct horse battery' });
    return medadmin;
  }

  it('removes companies, their files and their people; superusers and plans stay', async () => {
    const medadmin = await withSuperuser();
    const killed = TEST_ENGINE === 'sqlite' ? openFile(medadmin.path(CITY_FILE)) : undefined;
    killed?.exec("UPDATE doctors_doctor SET phone = '1'");
    if (killed) {
      expect((await medadmin.run(['backup-tenant', 'city-hospital'])).code).toBe(0);
      const log = readFileSync(medadmin.path(`${CITY_FILE}-wal`));
      killed.close();
      writeFileSync(medadmin.path(`${CITY_FILE}-wal`), log);
    }
    const { code, stdout, stderr } = await medadmin.run(['reset', '--yes']);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'Removed 2 companies; superusers and plans stay.\n',
      stderr: '',
    });
    if (killed) {
      expect(readdirSync(medadmin.path('tenant_databases')).filter((name) => name.startsWith('tenant_'))).toEqual([]);
      expect(readdirSync(medadmin.path('backups'))).toEqual([]);
      expect(filesWith(medadmin.folder, ['City Hospital', 'city-hospital', 'cityhospital.com'])).toEqual([]);
    }
    expect(await databaseNames(medadmin.folder)).toEqual([]);
    expect(await medadmin.read('master', 'SELECT username FROM master_user')).toEqual([{ username: 'root.admin' }]);
    expect(await count(medadmin, 'master', 'subscription_plan')).toBe(3);
    const emptied = ['master_company', 'master_profile', 'subscription_subscription', 'master_session', 'fleet_backup'];
    for (const table of emptied) expect([table, await count(medadmin, 'master', table)]).toEqual([table, 0]);
    expect(await count(medadmin, 'master', 'fleet_erasure_certificate')).toBe(2);
    expect((await medadmin.run(['seed'])).code).toBe(0);
  });

  it('removes mails too: none that waits is sent about a company that is gone', async () => {
    const medadmin = commandLine();
    await medadmin.databases;
    await directly(
      medadmin.folder,
      'master',
      `INSERT INTO mail_outbox (dedup_key, recipient, subject, text, created_at, next_attempt_at, attempts)
      VALUES ('invitation/1', 'guest@example.com', 'Join us', 'link', '2026-01-01', '2026-01-01', 0)`,
    );
    expect((await medadmin.run(['reset', '--yes'])).code).toBe(0);
    expect(await count(medadmin, 'master', 'mail_outbox')).toBe(0);
  });

  it('answers programs', async () => {
    const { stdout } = await commandLine().run(['reset', '--yes', '--json']);
    expect(JSON.parse(stdout)).toEqual({ companiesRemoved: 2 });
  });

  (HAS_TERMINAL ? it : it.skip)('asks at a terminal and takes only a whole yes', async () => {
    const medadmin = await withSuperuser();
    const declined = await medadmin.converse(['reset'], [['Type yes to go on: ', 'y']]);
    expect(declined.code).toBe(1);
    expect(declined.stdout).toContain('This removes 2 companies with all their data, for ever.');
    expect(declined.stdout).toContain('medadmin: Nothing was removed.');
    expect(await count(medadmin, 'master', 'master_company')).toBe(2);
    const agreed = await medadmin.converse(['reset'], [['Type yes to go on: ', 'yes']]);
    expect(agreed.code).toBe(0);
    expect(await count(medadmin, 'master', 'master_company')).toBe(0);
  });
});
