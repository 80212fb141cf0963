/** @engine sqlite: searches run in threads there, and on PostgreSQL in the server. @encryption off: rows are put into the file by hand. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { addDoctor, addPatient } from '../support/clinic.js';
import { insertPatients, WORST_SEARCH } from '../support/many-patients.js';
import { startApp } from '../support/start-app.js';

const PATIENTS = 20_000;

interface Server {
  readonly api: ApiClient;
  readonly dataDir: string;
  stop(): Promise<unknown>;
}

/** A company that is looking for something among many patients, and another one. */
async function companies(server: Server): Promise<{ busy: ApiClient; quiet: ApiClient }> {
  const busy = await registerCompany(server.api, { planCode: 'enterprise' });
  const quiet = await registerCompany(server.api);
  await addPatient(busy.api);
  await addDoctor(quiet.api);
  insertPatients(server.dataDir, busy.signedIn.company.slug, PATIENTS);
  return { busy: busy.api, quiet: quiet.api };
}

/** Who is answered first, when the other one asked first. */
async function order(busy: ApiClient, quiet: ApiClient): Promise<string[]> {
  const answered: string[] = [];
  const ask = (name: string, path: string, api: ApiClient) =>
    api.get(path).then(({ status }) => {
      expect(status).toBe(200);
      answered.push(name);
    });
  const searches = Array.from({ length: 4 }, () => ask('search', WORST_SEARCH, busy));
  // The searches are under way when the other company comes.
  await busy.get('/health/live');
  await ask('list', '/api/doctors', quiet);
  await Promise.all(searches);
  return answered;
}

describe('a company that searches many patients', () => {
  let server: Server | undefined;
  afterEach(() => server?.stop());

  it('keeps no other company waiting, and finds what there is', async () => {
    server = await BuiltServer.start();
    const { busy, quiet } = await companies(server);
    expect((await order(busy, quiet))[0]).toBe('list');
    const found = await busy.get<{ total: number; items: unknown[] }>(WORST_SEARCH);
    expect([found.body.total, found.body.items.length]).toEqual([PATIENTS, 100]);
  });

  it('finds what was written just before', async () => {
    server = await BuiltServer.start();
    const { busy } = await companies(server);
    for (let round = 0; round < 5; round += 1) {
      const id = await addPatient(busy, { lastName: `Przybylski${round}` });
      const found = await busy.get<{ items: { id: number }[] }>(`/api/patients?q=Przybylski${round}`);
      expect(found.body.items.map((patient) => patient.id)).toEqual([id]);
    }
  });

  it('control: without threads for searches, which the sources run without, the other one waits', async () => {
    server = await startApp();
    const { busy, quiet } = await companies(server);
    expect((await order(busy, quiet))[0]).toBe('search');
  });
});
