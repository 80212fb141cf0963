/** @engine none: what happens before a handler is asked. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../../support/api-client.js';
import type { ApiClient } from '../../support/api-client.js';
import { sendJson, sendRaw } from '../../support/raw-http.js';
import type { RawAnswer } from '../../support/raw-http.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';

const VARIANTS = [
  '/api/doctors',
  '//api/doctors',
  '/api//doctors',
  '///api///doctors',
  '/API/DOCTORS',
  '/Api/Doctors/',
  '/api/doctors/',
  '/api/doctors//',
  '/api/doctors;a',
  '/api;a=b/doctors',
  '/api/doctors/1;a',
  '/api/doctors/1',
  '/api/doctors/1/',
  '/api/doctors/%31',
  '/api/./doctors',
  '/api/../api/doctors',
  '/api/%2e/doctors',
  '/api/%2e%2e/api/doctors',
  '/api/plans/../doctors',
  '/api/plans/%2e%2e/doctors',
  '/api/plans/..%2fdoctors',
  '/api/%64octors',
  '/%61pi/doctors',
  '/api%2fdoctors',
  '/api/doctors%2f1',
  '/api/doctors%00',
  '/api/doctors%20',
  '/api/doctors%09',
  '/api/doctors.json',
  '/api/doctors?',
  '/api/doctors?access_token=x',
  '/api/doctors?_method=GET',
  '/api/doctors#x',
  '/api\\doctors',
  '\\api\\doctors',
  'http://127.0.0.1/api/doctors',
  'http://evil.example.com/api/doctors',
  '/api/plans/api/doctors',
  '/health/live/../../api/doctors',
  '/docs/../api/doctors',
  '/docs/%2e%2e/api/doctors',
  '/openapi.json/../api/doctors',
  '/api/auth/login/../../doctors',
];

describe('paths', () => {
  let running: RunningApp;
  let own: ApiClient;
  beforeAll(async () => {
    running = await startApp();
    const { api } = await registerCompany(running.api);
    own = api;
    await api.post('/api/doctors', { firstName: 'Canary', lastName: 'Canary', specialty: 'Canary' });
  });
  afterAll(() => running.stop());

  function expectProblem(answer: RawAnswer, status: number, code: string): void {
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
  }

  it.each([
    '/nope',
    '/api',
    '/api/',
    '/api/nope',
    '/health',
    '/api/doctors/1/nope',
    '/api/%zz',
    '/docs/nope.js',
    '/docs/index.html',
    '/docs/package.json',
  ])('that nobody knows are not found: %s', async (path) => {
    const answer = await sendRaw(running.url, path);
    expectProblem(answer, 404, 'not-found');
    expect(answer.text).not.toContain(path);
  });

  it.each([
    ['PUT', '/api/doctors'],
    ['DELETE', '/api/doctors'],
    ['PATCH', '/api/plans'],
    ['POST', '/api/plans'],
    ['GET', '/api/auth/login'],
    ['POST', '/health/live'],
    ['TRACE', '/api/doctors'],
    ['PROPFIND', '/api/doctors'],
    ['QUERY', '/api/doctors'],
  ])('that do not know %s say so: %s', async (method, path) => {
    const answer = await sendRaw(running.url, path, { method });
    expect([404, 405]).toContain(answer.status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it.each(VARIANTS)('of a closed route give nothing to nobody: %s', async (path) => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      const answer = await sendRaw(running.url, path, { method });
      expect(answer.text).not.toMatch(/Canary|"items"|"total"/);
      expect([400, 401, 404]).toContain(answer.status);
    }
  });

  it('of that route show all of it to the clinic itself (control)', async () => {
    expect((await own.get('/api/doctors')).text).toMatch(/Canary/);
  });

  it.each([
    'X-HTTP-Method-Override',
    'X-HTTP-Method',
    'X-Method-Override',
    'X-Original-URL',
    'X-Rewrite-URL',
    'X-Forwarded-Path',
  ])('and methods are those of the request line, whatever %s says', async (header) => {
    const value = header.includes('Method') ? 'GET' : '/api/doctors';
    const answer = await sendJson(running.url, '/api/plans?_method=GET', '{}', { [header]: value });
    expectProblem(answer, 404, 'not-found');
    const open = await sendRaw(running.url, '/api/plans', { headers: { [header]: value } });
    expect(open.text).not.toContain('Canary');
    const closed = await sendJson(running.url, '/api/doctors', '{"_method":"GET"}', { [header]: value });
    expectProblem(closed, 401, 'unauthenticated');
  });

  it('with broken percent-encoding are bad requests', async () => {
    const { api } = await registerCompany(running.api);
    const headers = { Authorization: `Bearer ${api.token ?? ''}` };
    for (const path of ['/api/doctors/%zz', '/api/doctors/%', '/api/doctors/%c0%af', '/api/doctors/%ff']) {
      expectProblem(await sendRaw(running.url, path, { headers }), 400, 'validation-failed');
      expectProblem(await sendRaw(running.url, path), 400, 'validation-failed');
    }
  });

  it('have ids that are positive whole numbers, else the answer names the id', async () => {
    const { api } = await registerCompany(running.api);
    const headers = { Authorization: `Bearer ${api.token ?? ''}` };
    for (const id of [
      '0',
      '-1',
      'one',
      '1.5',
      '1e3',
      '0x1',
      '%201',
      '1.0',
      '%20',
      '99999999999999999999',
      '%00',
      "1'--",
    ]) {
      const answer = await sendRaw(running.url, `/api/doctors/${id}`, { headers });
      expectProblem(answer, 400, 'validation-failed');
      expect(answer.body.errors).toEqual([{ field: 'id', message: 'must be a positive whole number' }]);
    }
    expectProblem(await sendRaw(running.url, '/api/doctors/9007199254740991', { headers }), 404, 'not-found');
  });
});
