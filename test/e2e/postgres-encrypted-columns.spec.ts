/** @engine postgres: SQLite's files are encrypted as a whole as well, see encryption.spec.ts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { CommandLine } from '../support/command-line.js';
import { newInstallationKey } from '../support/encryption.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { databasesWith, directly } from '../support/test-engine.js';
import { unzip } from '../support/zip.js';

const PATIENCE_MS = 20_000;
const TEXTS = {
  email: 'quokka@example.com',
  phone: '+1 555 0134 987',
  address: '12 Quokka Street',
  notes: 'Quokkanote',
};
const CANARIES = ['quokka', '+1 555 0134 987'];
const NUMBERS = "SELECT DISTINCT split_part(substr(notes, 2), '.', 1) AS number FROM patients_patient";
const DATABASE = 'tenant_city_hospital';

describe('columns of a company on a server', () => {
  const commandLine = new CommandLine();
  let running: RunningApp | undefined;
  const [first, second] = [newInstallationKey(), newInstallationKey()];
  const settings = (key?: string, previous?: string): Record<string, string> => ({
    ...(key && { TENANT_ENCRYPTION_KEY: key }),
    ...(previous && { TENANT_ENCRYPTION_KEY_PREVIOUS: previous }),
  });
  const start = async (key?: string, previous?: string): Promise<RunningApp> => {
    await running?.close();
    running = await startApp({ DATA_DIR: commandLine.folder, ...settings(key, previous) });
    return running;
  };
  const run = async (args: readonly string[], key?: string, previous?: string): Promise<string> => {
    const { code, stdout, stderr } = await commandLine.run(args, { env: settings(key, previous) });
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    return stdout;
  };
  afterAll(async () => {
    await running?.stop();
    await commandLine.remove();
  });

  /** Once the company is open again. */
  async function patient(api: ApiClient): Promise<unknown> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { status, body } = await api.get('/api/patients/1');
      if (status !== 503 || Date.now() > deadline) return body;
      await sleep(50);
    }
  }

  const placesOfText = (): Promise<string[]> => databasesWith(commandLine.folder, CANARIES);

  it('are encrypted by encrypt-tenants, get other keys while they are read, and are plain in exports only', async () => {
    let { api } = await registerCompany((await start()).api, {
      companyName: 'City Hospital',
      planCode: 'professional',
    });
    const contact = { email: TEXTS.email, phone: TEXTS.phone };
    await addAppointment(api, {
      doctorId: await addDoctor(api, contact),
      patientId: await addPatient(api, TEXTS),
      reason: 'Quokka',
    });
    const made = await api.post<{ id: number }>('/api/backups');
    expect(made.status).toBe(201);
    // Without a key all of it can be read.
    expect(await placesOfText()).toEqual([DATABASE]);

    const on = async (key: string, previous?: string): Promise<void> => {
      api = api.on((await start(key, previous)).url);
    };
    await on(first);
    expect(await run(['encrypt-tenants'], first)).toContain('1 encrypted');
    expect(await placesOfText()).toEqual([]);
    expect(await patient(api)).toMatchObject(TEXTS);
    expect(JSON.parse(await run(['encrypt-tenants', '--json'], first))).toMatchObject({ encrypted: 0, asTheyWere: 1 });
    expect((await api.get('/api/patients?email=QUOKKA@example.com')).body.total).toBe(1);

    const answers = new Set<number>();
    const changing = run(['encrypt-tenants', '--new-keys'], first);
    let isChanging = true;
    void changing.finally(() => (isChanging = false));
    while (isChanging) answers.add((await api.get('/api/patients/1')).status);
    await changing;
    expect([...answers].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(await patient(api)).toMatchObject(TEXTS);
    expect(await directly(commandLine.folder, DATABASE, NUMBERS)).toEqual([{ number: '2' }]);

    // What is put back from before is encrypted as well.
    let restored = await api.post(`/api/backups/${made.body.id}/restore`);
    for (const deadline = Date.now() + PATIENCE_MS; restored.status === 503 && Date.now() < deadline; await sleep(50))
      restored = await api.post(`/api/backups/${made.body.id}/restore`);
    expect(restored.status).toBe(200);
    expect(await placesOfText()).toEqual([]);
    expect(await patient(api)).toMatchObject(TEXTS);

    await on(second, first);
    await run(['rotate-keys'], second, first);
    await on(second);
    expect(await patient(api)).toMatchObject(TEXTS);
    const headers = { Authorization: `Bearer ${api.token}` };
    const exported = await fetch(`${running!.url}/api/export`, { method: 'POST', headers });
    const files = await unzip(Buffer.from(await exported.arrayBuffer()));
    const withText = [...files].filter(([, content]) => content.includes('Quokkanote')).map(([name]) => name);
    expect(withText.sort()).toEqual(['csv/patients_patient.csv', 'data.json', 'database.sqlite3']);
    await on(first);
    const refused = await api.get('/api/patients/1');
    expect([refused.status, refused.body.code]).toEqual([503, 'tenant-unavailable']);
    await on(second);
    await run(['delete-tenant', 'city-hospital', '--now', '--yes'], second);
    expect(await directly(commandLine.folder, 'master', 'SELECT * FROM database_key')).toEqual([]);
  });
});
