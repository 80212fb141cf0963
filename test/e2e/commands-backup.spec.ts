import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { registerCompany } from '../support/api-client.js';
import { addPatient } from '../support/clinic.js';
import { CommandLine, seededCommandLines } from '../support/command-line.js';
import { BLOOD_GROUP, Fleet } from '../support/fleet.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import {
  contentHash,
  describeOn,
  describePlain,
  directly,
  engineSettings,
  scratchNames,
  testEngine,
} from '../support/test-engine.js';

const CITY = 'tenant_databases/tenant_city_hospital.sqlite3';
const DEADLINE_MS = 20_000;

interface Told {
  file: string;
  provedAt: string | null;
  error: { code: string; detail: string };
}

async function backUp(medadmin: CommandLine, slug = 'city-hospital'): Promise<string> {
  const { code, stdout } = await medadmin.run(['backup-tenant', slug, '--json']);
  const told = JSON.parse(stdout) as Told;
  expect([code, told.provedAt]).toEqual([0, expect.any(String)]);
  return told.file;
}

function lastNames(medadmin: CommandLine): unknown[] {
  return medadmin.rows(CITY, 'SELECT DISTINCT last_name FROM doctors_doctor').map((row) => row.last_name);
}

function rename(path: string, lastName: string): void {
  const database = new Database(path, { fileMustExist: true });
  database.prepare('UPDATE doctors_doctor SET last_name = ?').run(lastName);
  database.close();
}

describe('backup-tenant, verify-backups and restore-tenant', () => {
  const seeded = seededCommandLines();

  it('back all companies and the master database up, and prove the backups', async () => {
    const medadmin = seeded();
    const { code, stdout } = await medadmin.run(['backup-tenant', '--all']);
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        expect.stringMatching(/^city-hospital: backed up to .*\/backups\/1\/.*\.medbackup \(\d+ bytes\)$/),
        expect.stringMatching(/^county-clinic: backed up to .*\/backups\/2\//),
        expect.stringMatching(/^master database: backed up to .*\/backups\/master\//),
        '3 backed up, 0 failed.',
        '',
      ],
    ]);
    const verified = await medadmin.run(['verify-backups', '--all', '--json']);
    expect([verified.code, JSON.parse(verified.stdout)]).toMatchObject([0, { proved: 3, failed: 0 }]);

    const [row] = await medadmin.read('master', 'SELECT file FROM fleet_backup WHERE company_id = 2');
    writeFileSync(medadmin.path('backups', String(row?.file)), 'something else');
    const spoilt = await medadmin.run(['verify-backups', '--json']);
    expect([spoilt.code, JSON.parse(spoilt.stdout)]).toMatchObject([
      1,
      { proved: 2, failed: 1, backups: [{}, { slug: 'county-clinic', error: { code: 'backup-not-a-backup' } }, {}] },
    ]);
    const problems = 'SELECT company_id FROM fleet_backup WHERE problem IS NOT NULL';
    expect(await medadmin.read('master', problems)).toHaveLength(1);
  });

  it('do nothing that was not asked for rightly', async () => {
    const medadmin = seeded();
    const wrong = [
      ['backup-tenant'],
      ['backup-tenant', 'city-hospital', '--all'],
      ['backup-tenant', 'City'],
      ['restore-tenant', 'city-hospital'],
      ['restore-tenant', 'city-hospital', 'file'],
    ];
    for (const args of wrong) expect([args, (await medadmin.run(args)).code]).toEqual([args, 2]);
    const nobody = await medadmin.run(['backup-tenant', 'nobody']);
    expect([nobody.code, nobody.stderr]).toEqual([1, 'medadmin: There is no company nobody.\n']);
    const nothing = await medadmin.run(['restore-tenant', 'city-hospital', 'nowhere', '--yes']);
    expect([nothing.code, nothing.stderr]).toEqual([1, 'medadmin: The backup is not there any more.\n']);
  });
});

describePlain('files are compared, damaged, and migrated by hand')('restore-tenant, of files,', () => {
  const seeded = seededCommandLines();

  it('restore one of twenty companies, and leave the files of nineteen as they are, byte for byte', async () => {
    const fleet = new Fleet(seeded(), 20);
    const file = await backUp(fleet.commandLine);
    rename(fleet.file('city-hospital'), 'Later');
    const others = fleet.slugs.filter((slug) => slug !== 'city-hospital');
    const before = others.map((slug) => fleet.hash(slug));
    const restored = await fleet.commandLine.run(['restore-tenant', 'city-hospital', file, '--yes']);
    expect([restored.code, restored.stderr]).toEqual([0, '']);
    expect(lastNames(fleet.commandLine)).not.toContain('Later');
    expect(others.map((slug) => fleet.hash(slug))).toEqual(before);

    const [, saved = ''] = /^Before: (.*)$/m.exec(restored.stdout) ?? [];
    await fleet.commandLine.run(['restore-tenant', 'city-hospital', saved, '--yes']);
    expect(lastNames(fleet.commandLine)).toEqual(['Later']);
  });

  it('restore a database that is missing or damaged, and say that there was nothing to save', async () => {
    const medadmin = seeded();
    const file = await backUp(medadmin);
    const restore = async (): Promise<unknown> => {
      const { stdout } = await medadmin.run(['restore-tenant', 'city-hospital', file, '--yes', '--json']);
      return JSON.parse(stdout);
    };
    rmSync(medadmin.path(CITY));
    expect(await restore()).toMatchObject({ savedAs: null, notSaved: 'missing' });
    writeFileSync(medadmin.path(CITY), 'x'.repeat(10_000));
    expect(await restore()).toMatchObject({ savedAs: null, notSaved: 'unreadable' });
    writeFileSync(medadmin.path(CITY), readFileSync(medadmin.path('tenant_databases/tenant_county_clinic.sqlite3')));
    expect(await restore()).toMatchObject({ savedAs: null, notSaved: 'foreign' });
    expect(lastNames(medadmin)).not.toHaveLength(0);
    expect((await medadmin.run(['check-tenants'])).code).toBe(0);
  });

  it('bring an older schema forward, and refuse a newer one', async () => {
    const fleet = new Fleet(seeded(), 2);
    const older = await backUp(fleet.commandLine);
    await fleet.run(['migrate-tenants'], [BLOOD_GROUP]);
    const newer = await fleet.run(['backup-tenant', 'city-hospital', '--json'], [BLOOD_GROUP]);
    const { file } = JSON.parse(newer.stdout) as Told;
    const restored = await fleet.run(['restore-tenant', 'city-hospital', older, '--yes', '--json'], [BLOOD_GROUP]);
    expect(JSON.parse(restored.stdout)).toMatchObject({ migrated: [BLOOD_GROUP.name] });
    expect(fleet.haveApplied(BLOOD_GROUP)).toEqual(fleet.slugs);

    const before = fleet.hash('city-hospital');
    const refused = await fleet.commandLine.run(['restore-tenant', 'city-hospital', file, '--yes']);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('newer schema')]);
    expect(fleet.hash('city-hospital')).toBe(before);
  });
});

describeOn('postgres', 'databases on a server are dropped and changed')('restore-tenant, on a server,', () => {
  const seeded = seededCommandLines();

  it('puts back what was deleted, saves what it replaces, and makes a database anew that is gone', async () => {
    const medadmin = seeded();
    const [city, county] = ['tenant_city_hospital', 'tenant_county_clinic'] as const;
    const file = await backUp(medadmin);
    const [before, other] = [await contentHash(medadmin.folder, city), await contentHash(medadmin.folder, county)];
    const restore = async (backup: string): Promise<{ savedAs: string; notSaved: string | null }> => {
      const { code, stdout } = await medadmin.run(['restore-tenant', 'city-hospital', backup, '--yes', '--json']);
      expect(code).toBe(0);
      return JSON.parse(stdout) as { savedAs: string; notSaved: string | null };
    };
    await directly(medadmin.folder, city, 'DELETE FROM appointments_appointment', 'DELETE FROM doctors_doctor');
    const damaged = await contentHash(medadmin.folder, city);
    const { savedAs } = await restore(file);
    expect(await contentHash(medadmin.folder, city)).toBe(before);
    await restore(savedAs);
    expect(await contentHash(medadmin.folder, city)).toBe(damaged);

    await testEngine(medadmin.folder).drop(city);
    expect(await restore(file)).toMatchObject({ savedAs: null, notSaved: 'missing' });
    expect(await contentHash(medadmin.folder, city)).toBe(before);
    expect(await contentHash(medadmin.folder, county)).toBe(other);
    expect((await medadmin.run(['check-tenants'])).code).toBe(0);
    expect(await scratchNames(medadmin.folder)).toEqual([]);
  });
});

describe('A company that is restored by a command while a server runs', () => {
  let running: RunningApp;
  afterEach(() => running.stop());

  it('is served as it was then, without a restart', async () => {
    running = await startApp();
    const { api, signedIn } = await registerCompany(running.api);
    const command = (...args: string[]) =>
      new CommandLine().start(process.execPath, ['dist/bundle/cli.js', ...args].map(absolute), {
        env: { DATA_DIR: running.dataDir, ...engineSettings(running.dataDir) },
      });
    await addPatient(api, { lastName: 'Before' });
    const { slug } = signedIn.company;
    const { file } = JSON.parse((await command('backup-tenant', slug, '--json')).stdout) as Told;
    await addPatient(api, { lastName: 'After' });
    expect((await command('restore-tenant', slug, file, '--yes')).code).toBe(0);

    const deadline = Date.now() + DEADLINE_MS;
    let answer = await api.get('/api/patients');
    while (answer.status === 503 && Date.now() < deadline) {
      await sleep(20);
      answer = await api.get('/api/patients');
    }
    expect(answer.body).toMatchObject({ items: [{ lastName: 'Before' }], total: 1 });
    expect(await addPatient(api, { lastName: 'Since' })).toBe(2);
  });
});

function absolute(word: string): string {
  return word.startsWith('dist/') ? new URL(`../../${word}`, import.meta.url).pathname : word;
}
