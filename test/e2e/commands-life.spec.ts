import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, Answer } from '../support/api-client.js';
import { addDoctor, addPatient } from '../support/clinic.js';
import { BuiltServer } from '../support/built-server.js';
import { CommandLine } from '../support/command-line.js';
import type { CommandResult } from '../support/command-line.js';
import { filesWith, hashOf } from '../support/life-files.js';

describe('the commands for the life of a company, beside a server that has it open,', () => {
  let server: BuiltServer;
  let commandLine: CommandLine;
  let api: ApiClient;

  beforeAll(async () => {
    server = await BuiltServer.start();
    commandLine = new CommandLine();
    ({ api } = await registerCompany(server.api, { companyName: 'Quagga House', planCode: 'professional' }));
    await addDoctor(api, { lastName: 'Quaggadoctor' });
    await addPatient(api, { lastName: 'Quaggapatient', notes: 'Quagganote' });
    await registerCompany(server.api, { companyName: 'Other House' });
  });
  afterAll(async () => {
    await server.stop();
    await commandLine.remove();
  });

  const run = (...args: string[]): Promise<CommandResult> =>
    commandLine.run(args, { env: { DATA_DIR: server.dataDir } });
  const fileOf = (key: string): string => join(server.dataDir, `tenant_databases/tenant_${key}.sqlite3`);
  const refusal = async (...args: string[]): Promise<[number | null, string]> => {
    const { code, stdout } = await run(...args, '--json');
    return [code, (JSON.parse(stdout) as { error: { code: string } }).error.code];
  };

  /** The server hears of what another process did within a second. */
  async function answering(ask: () => Promise<Answer>, status: number): Promise<void> {
    for (let tries = 0; tries < 100 && (await ask()).status !== status; tries += 1) await sleep(50);
    expect((await ask()).status).toBe(status);
  }

  it('rename it, and the server goes on with the same sessions', async () => {
    expect(await refusal('rename-tenant', 'quagga-house', 'other-house')).toEqual([1, 'already-exists']);
    expect((await run('rename-tenant', 'quagga-house', 'Quagga')).code).toBe(2);
    expect((await api.get('/api/patients')).status).toBe(200);
    const renamed = await run('rename-tenant', 'quagga-house', 'quagga-home', '--json');
    expect(JSON.parse(renamed.stdout)).toEqual({ slug: 'quagga-home', databaseName: 'tenant_quagga_home' });
    await answering(() => api.get('/api/patients'), 200);
    expect((await api.post('/api/patients', { firstName: 'A', lastName: 'B' })).status).toBe(201);
    expect([existsSync(fileOf('quagga_house')), existsSync(fileOf('quagga_home'))]).toEqual([false, true]);
  });

  it('delete it and take that back, and the server lets nothing be written meanwhile', async () => {
    expect((await run('delete-tenant', 'quagga-home')).code).toBe(0);
    await answering(() => api.post('/api/patients', { firstName: 'A', lastName: 'B' }), 402);
    expect((await api.get('/api/patients')).status).toBe(200);
    expect((await run('list-tenants')).stdout).toMatch(/Status: Active \(erased on \d{4}-\d\d-\d\d\)/);
    expect(await refusal('suspend-tenant', 'quagga-home')).toEqual([1, 'conflict']);
    expect((await run('undelete-tenant', 'quagga-home')).code).toBe(0);
    expect(await refusal('undelete-tenant', 'quagga-home')).toEqual([1, 'conflict']);
    await answering(() => api.post('/api/patients', { firstName: 'A', lastName: 'B' }), 201);
  });

  it('take it along and make another one of it, which the server serves', async () => {
    expect((await run('export-tenant', 'quagga-home', '--output', 'quagga.zip')).code).toBe(0);
    expect(await refusal('import-tenant', 'quagga.zip')).toEqual([1, 'already-exists']);
    expect((await run('import-tenant', 'quagga.zip', '--merge')).code).toBe(2);
    const imported = await run('import-tenant', 'quagga.zip', '--name', 'Third House', '--json');
    const { slug, owner } = JSON.parse(imported.stdout) as { slug: string; owner: Record<string, string> };
    expect(slug).toBe('third-house');
    const signedIn = await server.api.post<{ accessToken: string }>('/api/auth/login', owner);
    const patients = await server.api.as(signedIn.body.accessToken).get('/api/patients?q=Quaggapatient');
    expect(patients.body.total).toBe(1);
    expect((await run('delete-tenant', 'third-house', '--now', '--yes')).code).toBe(0);
  });

  it('erase it while it is used, to the last byte, and leave all others as they are', async () => {
    expect((await run('delete-tenant', 'quagga-home', '--now')).code).toBe(2);
    expect((await api.get('/api/patients')).status).toBe(200);
    const other = hashOf(fileOf('other_house'));
    const { code, stderr } = await run('delete-tenant', 'quagga-home', '--now', '--yes', '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(filesWith(server.dataDir, ['quagga'])).toEqual([]);
    expect(hashOf(fileOf('other_house'))).toBe(other);
    await answering(() => api.get('/api/patients'), 401);
    expect(await refusal('undelete-tenant', 'quagga-home')).toEqual([1, 'unknown-company']);
  });

  it('switch a company off and on again', async () => {
    const { api: others } = await registerCompany(server.api, { companyName: 'Fourth House' });
    expect((await run('suspend-tenant', 'fourth-house')).code).toBe(0);
    await answering(() => others.get('/api/patients'), 401);
    expect((await run('activate-tenant', 'fourth-house', '--json')).stdout).toContain('"active"');
  });

  it('clone a company without people and for a time', async () => {
    const cloned = await run('clone-tenant', 'other-house', 'training', '--anonymize', '--expires', '30d', '--json');
    expect(JSON.parse(cloned.stdout)).toMatchObject({ slug: 'training', owner: { username: 'training' } });
    expect((await run('clone-tenant', 'other-house', 'training2', '--expires', 'soon')).code).toBe(2);
    expect(await refusal('clone-tenant', 'other-house', 'training')).toEqual([1, 'already-exists']);
  });
});
