import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { registerCompany } from '../../support/api-client.js';
import type { ApiClient } from '../../support/api-client.js';
import { addDoctor } from '../../support/clinic.js';
import { samplesOf, valueOf } from '../../support/metrics-text.js';
import { sendRaw } from '../../support/raw-http.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';

describe('/metrics', () => {
  let running: RunningApp;
  let clinic: ApiClient;
  beforeAll(async () => {
    running = await startApp();
    clinic = (await registerCompany(running.api, { companyName: 'Nordlicht Praxis' })).api;
    await addDoctor(clinic);
  });
  afterAll(() => running.stop());
  const read = async (): Promise<string> => (await running.api.get('/metrics')).text;
  const rise = async (name: string, labels: Record<string, string>, work: () => Promise<unknown>): Promise<number> => {
    const before = valueOf(await read(), name, labels);
    await work();
    return valueOf(await read(), name, labels) - before;
  };

  it('is text that Prometheus reads, kept by nobody', async () => {
    const answer = await running.api.get('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(samplesOf(answer.text).length).toBeGreaterThan(100);
  });

  it('counts and times requests by the pattern of their route', async () => {
    const labels = { method: 'GET', route: '/api/doctors/:id' };
    const get = () => clinic.get('/api/doctors/1');
    expect(await rise('medadmin_http_requests_total', { ...labels, status: '200' }, get)).toBe(1);
    expect(await rise('medadmin_http_request_duration_seconds_count', labels, get)).toBe(1);
    expect(await rise('medadmin_http_request_duration_seconds_bucket', { ...labels, le: '+Inf' }, get)).toBe(1);
  });

  it.each([
    ['invalid-credentials', () => running.api.post('/api/auth/login', { username: 'nobody', password: 'wrong' })],
    ['unauthenticated', () => running.api.get('/api/doctors')],
    ['not-found', () => running.api.get('/nope')],
  ])('counts problems by code: %s', async (code, work) => {
    expect(await rise('medadmin_problems_total', { code }, work)).toBe(1);
  });

  it('counts openings of companies, and who waits for the write lock', async () => {
    const another = () => registerCompany(running.api).then(({ api }) => addDoctor(api));
    expect(await rise('medadmin_tenant_openings_total', { outcome: 'opened' }, another)).toBe(1);
    expect(await rise('medadmin_write_lock_wait_seconds_count', {}, another)).toBeGreaterThan(1);
    expect(valueOf(await read(), 'medadmin_open_tenants')).toBeGreaterThan(1);
    expect(valueOf(await read(), 'medadmin_open_tenants_limit')).toBe(250);
    const master = running.app.get(DataSource);
    const one = () => master.transaction(() => sleep(20));
    expect(await rise('medadmin_write_lock_wait_seconds_sum', {}, () => Promise.all([one(), one()]))).toBeGreaterThan(
      0,
    );
  });

  it('shows requests that are not answered yet, the asking one at least', async () => {
    expect(valueOf(await read(), 'medadmin_http_requests_in_flight')).toBeGreaterThanOrEqual(1);
  });

  it('has no more labels however many companies, people, addresses and methods there are', async () => {
    const use = async (): Promise<void> => {
      const { api } = await registerCompany(running.api);
      await addDoctor(api);
      for (const path of ['/api/doctors/1', '/api/doctors/nope', `/${Math.random()}`, '/api/nope', '/%zz']) {
        await api.get(path);
      }
      for (const method of ['TRACE', 'PROPFIND', 'M-SEARCH']) await sendRaw(running.url, '/api/doctors', { method });
    };
    await use();
    const series = (text: string): string[] => samplesOf(text).map(({ name, labels }) => name + JSON.stringify(labels));
    const before = series(await read());
    for (let round = 0; round < 3; round += 1) await use();
    const ours = series(await read()).filter((name) => name.startsWith('medadmin_'));
    expect(ours.filter((name) => !before.includes(name))).toEqual([]);
    const methods = new Set(samplesOf(await read()).map(({ labels }) => labels.method));
    expect(methods).toContain('other');
    expect(methods).not.toContain('PROPFIND');
  });

  it('names nobody', async () => {
    const labels = samplesOf(await read()).flatMap((sample) => Object.keys(sample.labels));
    for (const label of labels) expect(label).not.toMatch(/company|tenant|user|slug|address/);
    expect(await read()).not.toMatch(/nordlicht/i);
  });

  it.each([
    ['X-Forwarded-For', '127.0.0.1'],
    ['Forwarded', 'for=127.0.0.1'],
    ['Via', '1.1 proxy'],
    ['X-Real-IP', '127.0.0.1'],
  ])('is not there for a request that came through a proxy: %s', async (name, value) => {
    expect((await running.api.get('/metrics', { [name]: value })).status).toBe(404);
  });
});

describe('/metrics on the port of the API', () => {
  let running: RunningApp | undefined;
  afterEach(() => running?.stop());

  it.each([
    ['METRICS_PORT', { METRICS_PORT: '0' }],
    ['TRUST_PROXY', { TRUST_PROXY: '1' }],
  ])('is not there when %s is set', async (_name, environment) => {
    running = await startApp(environment);
    const answer = await running.api.get('/metrics');
    expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
  });
});

describe('the documents', () => {
  let running: RunningApp | undefined;
  afterEach(() => running?.stop());

  it('are not there with API_DOCS=off', async () => {
    running = await startApp({ API_DOCS: 'off' });
    for (const path of ['/docs', '/docs/', '/docs/start.js', '/docs/swagger-ui.css', '/openapi.json']) {
      expect((await running.api.get(path)).status).toBe(404);
    }
  });
});
