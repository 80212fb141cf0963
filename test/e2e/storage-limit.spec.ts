/** @engine sqlite: counts the pages of a file. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addPatient } from '../support/clinic.js';
import { setLimits } from '../support/plan-limits.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { openFile } from '../support/test-engine.js';

const ROOM = 64 * 1024;
const NOTES = 'The patient has nothing to report. '.repeat(50);

describe('the storage of a plan', () => {
  let running: RunningApp;
  let clinic: ApiClient;
  let limit: number;
  let fileName: string;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  interface Storage {
    readonly used: number;
    readonly limit: number;
    readonly percent: number;
    readonly warning: boolean;
  }
  const storage = async (): Promise<Storage> =>
    (await clinic.get<{ storageBytes: Storage }>('/api/subscription/usage')).body.storageBytes;
  const create = () =>
    clinic.post<{ id: number; code?: string }>('/api/patients', {
      firstName: 'Rosa',
      lastName: 'Haddad',
      notes: NOTES,
    });

  /** Writes until the storage is used up. @returns the warnings of the writes that were accepted, and the refusal. */
  async function fill() {
    const warnings: (string | null)[] = [];
    for (;;) {
      const answer = await create();
      if (answer.status !== 201) return { warnings, refusal: answer };
      warnings.push(answer.headers.get('storage-warning'));
    }
  }

  beforeEach(async () => {
    const company = await registerCompany(running.api, { planCode: 'basic' });
    clinic = company.api;
    fileName = `tenant_${company.signedIn.company.slug.replaceAll('-', '_')}.sqlite3`;
    limit = (await storage()).used + ROOM;
    await setLimits(running.app, 'basic', { limitStorageBytes: limit });
  });

  it('ends writing when it is used up, and is warned of from 80 % on', async () => {
    await setLimits(running.app, 'basic', { limitStorageBytes: limit * 2 });
    limit *= 2;
    const { warnings, refusal } = await fill();
    expect(refusal.status).toBe(403);
    expect(refusal.body).toMatchObject({ code: 'plan-limit-reached', resource: 'storageBytes', limit });
    const first = warnings.findIndex((warning) => warning !== null);
    expect(first).toBeGreaterThan(0);
    expect(warnings.slice(first)).not.toContain(null);
    const [, used, told] = /^used=(\d+), limit=(\d+)$/.exec(warnings[first] ?? '') ?? [];
    expect(Number(told)).toBe(limit);
    expect(Number(used)).toBeGreaterThanOrEqual(limit * 0.8);
    expect(Number(used)).toBeLessThan(limit * 0.9);
    expect(await storage()).toMatchObject({ limit, warning: true });
    expect((await storage()).percent).toBeGreaterThanOrEqual(100);
  });

  it('is what the data takes up in file and log, to the byte, and is passed by one write at most', async () => {
    await fill();
    const { used } = await storage();
    const file = openFile(join(running.dataDir, 'tenant_databases', fileName), { readonly: true });
    const [pages, free] = ['page_count', 'freelist_count'].map((pragma) =>
      Number(file.pragma(pragma, { simple: true })),
    );
    file.close();
    expect(used).toBe((pages! - free!) * 4096);
    expect(used).toBeGreaterThanOrEqual(limit);
    expect(used).toBeLessThan(limit + 8 * 4096);
  });

  it('refuses changes as well, but neither reading nor deleting, and deleting makes room', async () => {
    await fill();
    const change = await clinic.patch('/api/patients/1', { lastName: 'Changed' });
    expect(change.body).toMatchObject({ code: 'plan-limit-reached', resource: 'storageBytes' });
    const list = await clinic.get<{ total: number }>('/api/patients?pageSize=1');
    expect(list.status).toBe(200);
    for (let id = 1; id <= 10; id += 1) expect((await clinic.delete(`/api/patients/${id}`)).status).toBe(204);
    expect((await create()).status).toBe(201);
    expect((await clinic.patch('/api/patients/11', { lastName: 'Changed' })).status).toBe(200);
  });

  it('warns on changes and deletions too, and not on reading', async () => {
    const id = await addPatient(clinic);
    await fill();
    await clinic.delete(`/api/patients/${id}`);
    const reading = await clinic.get('/api/patients');
    expect(reading.headers.get('storage-warning')).toBeNull();
    const deletion = await clinic.delete('/api/patients/2');
    expect(deletion.headers.get('storage-warning')).toMatch(/^used=\d+/);
  });

  it('is not spoken of where it is unlimited', async () => {
    const { api } = await registerCompany(running.api, { planCode: 'enterprise' });
    const answer = await api.post('/api/patients', { firstName: 'Rosa', lastName: 'Haddad' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('storage-warning')).toBeNull();
  });
});
