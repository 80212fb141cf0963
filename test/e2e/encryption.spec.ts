/** @engine sqlite: files of a PostgreSQL server are encrypted by its disks. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { FleetBackup } from '../../src/fleet/backups/backup.entity.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { CommandLine } from '../support/command-line.js';
import type { CommandResult } from '../support/command-line.js';
import { isPlainDatabase, newInstallationKey } from '../support/encryption.js';
import { filesUnder, filesWith, hashOf } from '../support/life-files.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { tempFolders } from '../support/temp-folder.js';

const PATIENCE_MS = 20_000;
const CANARIES = ['quokkason', 'quokkanote', 'quokkadoctor', 'quokka@', '+1 555 0134 987'];

describe('encrypted databases', () => {
  const folder = tempFolders();
  const started: RunningApp[] = [];
  const commandLine = new CommandLine();
  afterEach(async () => {
    for (const running of started.splice(0)) await running.stop();
  });

  interface Installation {
    readonly dataDir: string;
    /** Starts the server on it, which ends the one before. */
    start(key?: string, previous?: string): Promise<RunningApp>;
    run(args: readonly string[], key?: string, previous?: string): Promise<CommandResult>;
    fileOf(slug: string): string;
  }

  function installation(): Installation {
    const dataDir = folder();
    const settings = (key?: string, previous?: string): Record<string, string> => ({
      DATA_DIR: dataDir,
      // Without a key, too, where TEST_ENCRYPTION would set one.
      TENANT_ENCRYPTION_KEY: key ?? '',
      ...(previous && { TENANT_ENCRYPTION_KEY_PREVIOUS: previous }),
    });
    return {
      dataDir,
      start: async (key, previous) => {
        for (const running of started.splice(0)) await running.close();
        const running = await startApp(settings(key, previous));
        started.push(running);
        return running;
      },
      run: (args, key, previous) => commandLine.run(args, { env: settings(key, previous) }),
      fileOf: (slug) => join(dataDir, `tenant_databases/tenant_${slug.replaceAll('-', '_')}.sqlite3`),
    };
  }

  async function clinicWithPeople(running: RunningApp, companyName: string): Promise<ApiClient> {
    const { api } = await registerCompany(running.api, { companyName, planCode: 'professional' });
    const doctorId = await addDoctor(api, { lastName: 'Quokkadoctor' });
    const contact = { email: 'quokka@example.com', phone: '+1 555 0134 987' };
    const patientId = await addPatient(api, { lastName: 'Quokkason', notes: 'Quokkanote', ...contact });
    await addAppointment(api, { doctorId, patientId });
    return api;
  }

  /** Once the company is open again. */
  async function lastNames(api: ApiClient): Promise<string[]> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { status, body } = await api.get<{ items: { lastName: string }[] }>('/api/patients');
      if (status === 200) return body.items.map((each) => each.lastName);
      if (status !== 503 || Date.now() > deadline) throw new Error(`patients were answered ${status}`);
      await sleep(50);
    }
  }

  async function backUp(api: ApiClient): Promise<number> {
    const answer = await api.post<{ id: number; provedAt: string | null }>('/api/backups');
    expect([answer.status, answer.body.provedAt]).toEqual([201, expect.any(String)]);
    return answer.body.id;
  }

  async function restored(api: ApiClient, id: number): Promise<number> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { status } = await api.post(`/api/backups/${id}/restore`);
      if (status !== 503 || Date.now() > deadline) return status;
      await sleep(50);
    }
  }

  it('have no word of a patient in any file, backups included; control: without a key they do', async () => {
    for (const key of [newInstallationKey(), undefined]) {
      const place = installation();
      const api = await clinicWithPeople(await place.start(key), 'City Hospital');
      await backUp(api);
      const exported = await api.post('/api/export');
      expect(exported.status).toBe(200);
      // With logs and what else there is while it runs.
      const found = filesWith(place.dataDir, CANARIES).length;
      if (key === undefined) expect(found).toBeGreaterThan(0);
      else expect(found).toBe(0);
      expect(isPlainDatabase(place.fileOf('city-hospital'))).toBe(key === undefined);
    }
  });

  it('are opened with their own key only, and nothing is written otherwise', async () => {
    const place = installation();
    const key = newInstallationKey();
    let running = await place.start(key);
    const city = await clinicWithPeople(running, 'City Hospital');
    const county = await clinicWithPeople(running, 'County Clinic');
    const file = place.fileOf('city-hospital');
    const refused = async (api: ApiClient): Promise<void> => {
      const before = hashOf(file);
      const answer = await api.get('/api/patients');
      expect([answer.status, answer.body.code]).toEqual([503, 'tenant-unavailable']);
      expect((await api.post('/api/doctors', { firstName: 'A', lastName: 'B', specialty: 'C' })).status).toBe(503);
      expect(hashOf(file)).toBe(before);
    };
    running = await place.start(newInstallationKey());
    await refused(city.on(running.url));
    running = await place.start();
    await refused(city.on(running.url));
    // Another company's file under its name, and a plain one.
    const own = readFileSync(file);
    await place.start(key).then((opened) => opened.close());
    started.splice(0);
    copyFileSync(place.fileOf('county-clinic'), file);
    running = await place.start(key);
    await refused(city.on(running.url));
    expect(await lastNames(county.on(running.url))).toEqual(['Quokkason']);
    await running.close();
    started.splice(0);
    const plain = installation();
    await clinicWithPeople(await plain.start(), 'City Hospital');
    await started.splice(0)[0]!.close();
    copyFileSync(plain.fileOf('city-hospital'), file);
    running = await place.start(key);
    await refused(city.on(running.url));
    await running.close();
    started.splice(0);
    writeFileSync(file, own);
    running = await place.start(key);
    expect(await lastNames(city.on(running.url))).toEqual(['Quokkason']);
  });

  it('come to be with encrypt-tenants, get new keys, and older backups can still be put back', async () => {
    const place = installation();
    const key = newInstallationKey();
    let running = await place.start();
    const before = await clinicWithPeople(running, 'City Hospital');
    await clinicWithPeople(running, 'County Clinic');
    const plainBackup = await backUp(before);
    expect(await place.run(['encrypt-tenants'])).toMatchObject({ code: 1 });
    running = await place.start(key);
    const api = before.on(running.url);
    expect(await lastNames(api)).toEqual(['Quokkason']);
    const whole = await place.run(['encrypt-tenants'], key);
    expect([whole.code, whole.stdout]).toEqual([
      0,
      'city-hospital: encrypted\ncounty-clinic: encrypted\n2 encrypted, 0 were already, 0 failed.\n',
    ]);
    // The server goes on with it, without a restart.
    expect(await lastNames(api)).toEqual(['Quokkason']);
    await addPatient(api, { lastName: 'Newcomer' });
    expect(filesWith(join(place.dataDir, 'tenant_databases'), CANARIES)).toEqual([]);
    const first = await backUp(api);
    const anew = await place.run(['encrypt-tenants', '--company', 'city-hospital', '--new-keys', '--json'], key);
    expect(JSON.parse(anew.stdout)).toMatchObject({ encrypted: 1, asTheyWere: 0, failed: 0 });
    const again = await place.run(['encrypt-tenants', '--json'], key);
    expect(JSON.parse(again.stdout)).toMatchObject({ encrypted: 0, asTheyWere: 2, failed: 0 });
    expect(await restored(api, first)).toBe(200);
    expect(await lastNames(api)).toEqual(expect.arrayContaining(['Quokkason', 'Newcomer']));
    expect(await restored(api, plainBackup)).toBe(200);
    expect(await lastNames(api)).toEqual(['Quokkason']);
    expect(isPlainDatabase(place.fileOf('city-hospital'))).toBe(false);
    expect(filesWith(join(place.dataDir, 'tenant_databases'), CANARIES)).toEqual([]);
  });

  it('are wrapped anew by rotate-keys while they are used, and the key before is of no use any more', async () => {
    const place = installation();
    const [first, second] = [newInstallationKey(), newInstallationKey()];
    let running = await place.start(first);
    const before = await clinicWithPeople(running, 'City Hospital');
    running = await place.start(second, first);
    const api = before.on(running.url);
    const asking = Array.from({ length: 200 }, async (_, index) => {
      if (index % 10 === 0) await sleep(index * 5);
      return (await api.get('/api/patients')).status;
    });
    const rotated = await place.run(['rotate-keys', '--json'], second, first);
    expect(JSON.parse(rotated.stdout)).toMatchObject({ rotated: { 'keys of databases': 1 } });
    expect(new Set(await Promise.all(asking))).toEqual(new Set([200]));
    expect(JSON.parse((await place.run(['rotate-keys', '--json'], second, first)).stdout)).toMatchObject({
      rotated: { 'keys of databases': 0 },
    });
    const verified = await place.run(['verify-audit', 'city-hospital', '--json'], second);
    expect([verified.code, verified.stderr]).toEqual([0, '']);
    running = await place.start(second);
    expect(await lastNames(before.on(running.url))).toEqual(['Quokkason']);
    running = await place.start(first);
    expect((await before.on(running.url).get('/api/patients')).status).toBe(503);
  });

  it('cannot be read any more once their company is erased, by whoever kept a backup and the key', async () => {
    const place = installation();
    const key = newInstallationKey();
    const running = await place.start(key);
    const { signedIn, api } = await registerCompany(running.api, { companyName: 'City Hospital' });
    await addPatient(api, { lastName: 'Quokkason' });
    await backUp(api);
    const { file } = await running.app.get(DataSource).getRepository(FleetBackup).findOneByOrFail({});
    const kept = readFileSync(join(place.dataDir, 'backups', file));
    const keptDatabase = readFileSync(place.fileOf('city-hospital'));
    const erased = await place.run(['delete-tenant', 'city-hospital', '--now', '--yes', '--json'], key);
    expect([erased.code, erased.stderr]).toEqual([0, '']);
    const keys = await running.app.get(DataSource).query<{ n: number }[]>('SELECT count(*) AS n FROM database_key');
    expect(keys).toEqual([{ n: 0 }]);
    // Somebody puts all of it back where it was, under a company of the same name and number.
    const other = await registerCompany(running.api, { companyName: 'City Hospital', username: 'another.owner' });
    expect(other.signedIn.company.id).not.toBe(signedIn.company.id);
    writeFileSync(join(place.dataDir, 'kept.backup'), kept);
    const refused = await place.run(
      ['restore-tenant', 'city-hospital', join(place.dataDir, 'kept.backup'), '--yes'],
      key,
    );
    expect(refused.code).toBe(1);
    await running.close();
    started.splice(0);
    writeFileSync(place.fileOf('city-hospital'), keptDatabase);
    for (const suffix of ['-wal', '-shm']) rmSync(place.fileOf('city-hospital') + suffix, { force: true });
    const opened = await place.start(key);
    expect((await other.api.on(opened.url).get('/api/patients')).status).toBe(503);
    expect(filesUnder(place.dataDir).length).toBeGreaterThan(0);
  });
});
