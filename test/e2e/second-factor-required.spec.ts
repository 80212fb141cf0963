import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addColleague, addSuperuser, COLLEAGUE_PASSWORD } from '../support/colleagues.js';
import { routePolicies } from '../support/route-policies.js';
import { codeAt, enrol } from '../support/second-factor.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const MINUTE_MS = 60_000;
const POLICY = '/api/company/second-factor';

describe('a second factor that is required', () => {
  const clock = new TestClock('2026-11-24T08:00:00Z');
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({ SUPERUSER_SECOND_FACTOR: 'on', ACCESS_TOKEN_TTL: '1h' }, { clock });
  });
  afterAll(() => running.stop());

  const require = (api: ApiClient, requiredFor: unknown) => api.send('PUT', POLICY, { requiredFor });

  it('is required by the owner, of roles', async () => {
    const { api, signedIn } = await registerCompany(running.api);
    expect((await api.get(POLICY)).body).toEqual({ requiredFor: [] });
    const admin = await addColleague(running.app, running.api, signedIn.company.id, 'admin');
    expect((await require(admin, ['doctor'])).status).toBe(403);
    for (const wrong of [['janitor'], 'doctor', ['doctor', 'doctor'], null])
      expect((await require(api, wrong)).status).toBe(400);
    expect((await require(api, ['doctor', 'admin'])).body).toEqual({ requiredFor: ['admin', 'doctor'] });
    expect((await admin.get('/api/doctors')).body).toMatchObject({ code: 'second-factor-enrolment-required' });
    expect((await api.get('/api/doctors')).status).toBe(200);
    expect((await require(api, [])).body).toEqual({ requiredFor: [] });
    expect((await admin.get('/api/doctors')).status).toBe(200);
  });

  it('leaves people without one nothing but to set it up, on every route', async () => {
    const { api, signedIn } = await registerCompany(running.api);
    const doctor = await addColleague(running.app, running.api, signedIn.company.id, 'doctor');
    await require(api, ['doctor']);
    const open: string[] = [];
    for (const { route, policy } of routePolicies(running.app)) {
      if (policy?.kind === 'public') continue;
      const [method = '', path = ''] = route.split(' ');
      const body = method === 'GET' ? undefined : { unknownField: 1 };
      const answer = await doctor.send<{ code?: string }>(method, path.replace(/:\w+/g, '999999'), body);
      if (answer.body?.code !== 'second-factor-enrolment-required') open.push(route);
    }
    expect(open).toEqual([
      'POST /api/auth/change-password',
      'GET /api/auth/me',
      'GET /api/auth/second-factor',
      'POST /api/auth/second-factor/confirm',
      'POST /api/auth/second-factor/setup',
    ]);
    expect((await doctor.get('/api/auth/second-factor')).body).toMatchObject({ isEnabled: false, isRequired: true });
    const { secret } = await enrol(doctor, COLLEAGUE_PASSWORD, clock);
    expect((await doctor.get('/api/doctors')).status).toBe(200);
    const proof = { password: COLLEAGUE_PASSWORD, code: await codeAt(secret, clock.now()) };
    expect((await doctor.post('/api/auth/second-factor/disable', proof)).status).toBe(409);
  });

  it('is required of superusers by a setting', async () => {
    const superuser = await addSuperuser(running.app, running.api);
    expect((await superuser.get('/api/admin/companies')).status).toBe(403);
    await enrol(superuser, COLLEAGUE_PASSWORD, clock);
    expect((await superuser.get('/api/admin/companies')).status).toBe(200);
  });
});

describe('a fresh proof of who is asking', () => {
  const clock = new TestClock('2026-11-24T08:00:00Z');
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({ ACCESS_TOKEN_TTL: '1h' }, { clock });
  });
  afterAll(() => running.stop());

  it('is needed for an export by those who have a second factor, five minutes after the last one', async () => {
    const { api, registration } = await registerCompany(running.api);
    const { password } = registration;
    clock.advance(10 * MINUTE_MS);
    expect((await api.post('/api/export')).status).toBe(200);
    const { secret } = await enrol(api, password, clock);
    expect((await api.post('/api/export')).status).toBe(200);
    clock.advance(5 * MINUTE_MS);
    expect((await api.post('/api/export')).body).toMatchObject({ status: 403, code: 'step-up-required' });
    const code = await codeAt(secret, clock.now());
    const stepUp = (proof: unknown) => api.post<{ provedUntil: string }>('/api/auth/step-up', proof);
    for (const proof of [{ password }, { password: 'nonsense', code }, {}])
      expect((await stepUp(proof)).status).toBe(400);
    expect((await api.post('/api/export')).status).toBe(403);
    const { provedUntil } = (await stepUp({ password, code })).body;
    expect(Date.parse(provedUntil) - clock.now().getTime()).toBe(5 * MINUTE_MS);
    expect((await api.post('/api/export')).status).toBe(200);
    // Of this session only, and with this code only once.
    expect((await stepUp({ password, code })).status).toBe(400);
    clock.advance(5 * MINUTE_MS);
    expect((await api.post('/api/export')).status).toBe(403);
  });

  it('is not given by a change of the password, which needs no code', async () => {
    const { api, registration } = await registerCompany(running.api);
    await enrol(api, registration.password, clock);
    const change = { currentPassword: registration.password, newPassword: 'an entirely new password' };
    const changed = await api.post<{ accessToken: string }>('/api/auth/change-password', change);
    const after = running.api.as(changed.body.accessToken);
    expect((await after.get('/api/doctors')).status).toBe(200);
    expect((await after.post('/api/export')).body).toMatchObject({ code: 'step-up-required' });
  });

  it('is asked only of those whose role allows what they ask for', async () => {
    const { api, signedIn } = await registerCompany(running.api);
    const doctor = await addColleague(running.app, running.api, signedIn.company.id, 'doctor');
    await enrol(doctor, COLLEAGUE_PASSWORD, clock);
    clock.advance(10 * MINUTE_MS);
    expect((await doctor.post('/api/export')).body).toMatchObject({ code: 'forbidden' });
    expect((await api.post('/api/export')).status).toBe(200);
  });
});
