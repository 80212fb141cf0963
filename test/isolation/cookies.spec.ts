/** @engine both: what must hold on either engine. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CookieSessions } from '../../src/master/auth/cookies/cookie-sessions.js';
import { newRegistration, registerCompany } from '../support/api-client.js';
import type { Answer, Registration, SignedIn } from '../support/api-client.js';
import { CookieClient } from '../support/cookie-client.js';
import { forgedTokens } from '../support/forged-tokens.js';
import { registeredRoutes } from '../support/routes.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';
import { ROUTE_CASES } from './route-cases.js';

const MINUTE_MS = 60_000;
const DOCTOR = { firstName: 'Grace', lastName: 'Hopper', specialty: 'Cardiology' };

describe('a session in cookies', () => {
  const clock = new TestClock('2026-11-24T08:00:00Z');
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({}, { clock });
  });
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  async function signUp(): Promise<{ page: CookieClient; registration: Registration; answer: Answer<SignedIn> }> {
    const page = new CookieClient(running.url);
    const registration = newRegistration();
    const answer = await page.post<SignedIn>('/api/auth/register', registration);
    expect(answer.status).toBe(201);
    return { page, registration, answer };
  }

  it('shows no token to the page: not in an answer, not to scripts, and to no other site', async () => {
    const { page, registration, answer } = await signUp();
    const { username, password } = registration;
    const answers = [
      answer,
      await page.post<SignedIn>('/api/auth/login', { username, password }),
      await page.post<SignedIn>('/api/auth/refresh', {}),
      await page.post<SignedIn>('/api/auth/change-password', { currentPassword: password, newPassword: 'another one' }),
    ];
    for (const { body, text } of answers) {
      expect(body).toMatchObject({ accessToken: '', refreshToken: '', expiresIn: 900, user: { username } });
      expect(text).not.toMatch(/eyJ|medadmin-/);
    }
    expect([...page.received.keys()].sort()).toEqual([
      'medadmin-access',
      'medadmin-csrf',
      'medadmin-device',
      'medadmin-refresh',
    ]);
    for (const [name, header] of page.received) {
      expect(header).toContain('; Path=/; SameSite=Strict; Max-Age=');
      expect(header).not.toContain('Domain');
      expect([name, header.includes('; HttpOnly')]).toEqual([name, name !== 'medadmin-csrf']);
    }
  });

  it('lets its page read and write, until it signs out', async () => {
    const { page } = await signUp();
    expect((await page.post('/api/doctors', DOCTOR)).status).toBe(201);
    expect((await page.get<{ total: number }>('/api/doctors')).body.total).toBe(1);
    const stolen = page.copy();
    expect((await page.post('/api/auth/logout', {})).status).toBe(204);
    // It lets nobody in.
    expect([...page.cookies.keys()]).toEqual(['medadmin-device']);
    expect((await stolen.get('/api/doctors')).status).toBe(401);
    expect((await stolen.post('/api/auth/refresh', {})).status).toBe(401);
  });

  it('changes nothing for a page of another site, whatever it sends, on any route', async () => {
    const { page } = await signUp();
    const { page: neighbour } = await signUp();
    await page.post('/api/doctors', DOCTOR);
    const forgeries: Record<string, Record<string, string | undefined>> = {
      'no token': { 'X-CSRF-Token': undefined },
      'an empty token': { 'X-CSRF-Token': '' },
      'a made-up token': { 'X-CSRF-Token': 'x'.repeat(43) },
      'a token of another session': { 'X-CSRF-Token': neighbour.csrfToken },
      'a token in the cookie alone': { 'X-CSRF-Token': undefined, 'Sec-Fetch-Site': undefined },
      'another site': { 'Sec-Fetch-Site': 'cross-site' },
      'a neighbouring host': { 'Sec-Fetch-Site': 'same-site' },
    };
    const writes = registeredRoutes(running.app)
      .map(({ method, path }) => `${method} ${path}`)
      .filter((route) => !route.startsWith('GET ') && ROUTE_CASES[route]?.kind !== 'public');
    expect(writes.length).toBeGreaterThan(20);
    for (const route of writes) {
      const [method = '', path = ''] = route.split(' ');
      for (const [what, headers] of Object.entries(forgeries)) {
        const answer = await page.send<{ code: string }>(
          method,
          path.replace(/:\w+/, '1'),
          ROUTE_CASES[route]?.body,
          headers,
        );
        expect([route, what, answer.status, answer.body.code]).toEqual([route, what, 403, 'forged-request']);
      }
    }
    for (const headers of Object.values(forgeries))
      expect((await page.send('POST', '/api/auth/refresh', {}, headers)).status).toBe(403);
    // The control: all of it was refused because of these headers alone.
    expect((await page.patch('/api/doctors/1', { firstName: 'Changed' })).status).toBe(200);
    expect((await page.post('/api/auth/refresh', {})).status).toBe(200);
  });

  it('reads nothing for a page of another site', async () => {
    const { page } = await signUp();
    for (const site of ['cross-site', 'same-site'])
      expect((await page.send('GET', '/api/doctors', undefined, { 'Sec-Fetch-Site': site })).status).toBe(403);
    expect((await page.send('GET', '/api/doctors', undefined, { 'X-CSRF-Token': undefined })).status).toBe(200);
  });

  it('is not made by forging what is in the cookies', async () => {
    const { page, answer } = await signUp();
    const { page: other } = await signUp();
    const genuine = other.cookies.get('medadmin-access') ?? '';
    for (const [name, token] of Object.entries(forgedTokens(genuine, answer.body.company.id))) {
      const forger = page.copy();
      forger.cookies.set('medadmin-access', encodeURIComponent(token));
      expect([name, (await forger.get('/api/doctors')).status]).toEqual([name, 401]);
    }
    const sealed = page.cookies.get('medadmin-refresh') ?? '';
    const otherFirst = sealed.startsWith('A') ? 'B' : 'A';
    for (const value of [sealed.slice(1), `${sealed}A`, `${otherFirst}${sealed.slice(1)}`, 'x', genuine]) {
      const forger = page.copy();
      forger.cookies.set('medadmin-refresh', value);
      expect((await forger.post('/api/auth/refresh', {})).status).toBe(400);
    }
  });

  it('counts for less than an Authorization header: the two are never mixed', async () => {
    const { page, registration } = await signUp();
    const { api } = await registerCompany(running.api);
    const Authorization = `Bearer ${api.token ?? ''}`;
    const me = await page.send<SignedIn>('GET', '/api/auth/me', undefined, { Authorization });
    expect(me.body.user.username).not.toBe(registration.username);
    expect((await page.send('GET', '/api/auth/me', undefined, { Authorization: 'Bearer x' })).status).toBe(401);
    await page.send('POST', '/api/auth/logout', {}, { Authorization });
    expect((await api.get('/api/auth/me')).status).toBe(401);
  });

  it('is refreshed once per cookie; a repetition with the same key is answered the same, to this browser only', async () => {
    const { page } = await signUp();
    const stolen = page.copy();
    const repeated = page.copy();
    const key = { 'Idempotency-Key': 'once' };
    expect((await page.post('/api/auth/refresh', {}, key)).status).toBe(200);
    const { page: stranger } = await signUp();
    expect((await stranger.post('/api/auth/refresh', {}, key)).status).toBe(422);
    expect((await repeated.post('/api/auth/refresh', {}, key)).status).toBe(200);
    expect((await repeated.get('/api/auth/me')).status).toBe(200);
    const second = await stolen.post('/api/auth/refresh', {});
    expect(second.body).toMatchObject({ code: 'refresh-token-reused' });
    expect([...stolen.cookies.keys()]).toEqual(['medadmin-device']);
    expect((await page.get('/api/auth/me')).status).toBe(401);
  });

  const refreshed = async (page: CookieClient): Promise<string> =>
    (await page.post<{ code?: string }>('/api/auth/refresh', {})).body.code ?? 'refreshed';

  /** What comes of refreshing after 17 idle minutes but a millisecond, and after 17 more, twice with the same cookie. */
  async function whileIdle(): Promise<string[]> {
    const { page } = await signUp();
    clock.advance(17 * MINUTE_MS - 1);
    const outcomes = [await refreshed(page)];
    const idle = page.copy();
    clock.advance(17 * MINUTE_MS);
    return [...outcomes, await refreshed(idle), await refreshed(page)];
  }

  /** What comes of it every ten minutes until ten minutes before the end of twelve hours, and then. */
  async function whileBusy(): Promise<{ before: Set<string>; atTheEnd: string }> {
    const { page } = await signUp();
    const before = new Set<string>();
    for (let minute = 0; minute < 12 * 60 - 10; minute += 10) {
      clock.advance(10 * MINUTE_MS);
      before.add(await refreshed(page));
    }
    clock.advance(10 * MINUTE_MS);
    return { before, atTheEnd: await refreshed(page) };
  }

  it('ends after 17 idle minutes, and after 12 hours however busy', async () => {
    expect(await whileIdle()).toEqual(['refreshed', 'unauthenticated', 'unauthenticated']);
    expect(await whileBusy()).toEqual({ before: new Set(['refreshed']), atTheEnd: 'unauthenticated' });
  });

  it('would go on for ever by its tokens alone (control)', async () => {
    for (const app of running.apps) {
      const sessions = app.get(CookieSessions);
      const read = sessions.read.bind(sessions);
      jest.spyOn(sessions, 'read').mockImplementation((request) => {
        const session = read(request);
        return session && { ...session, isOver: false };
      });
    }
    expect(await whileIdle()).toEqual(['refreshed', 'refreshed', 'refresh-token-reused']);
    expect(await whileBusy()).toEqual({ before: new Set(['refreshed']), atTheEnd: 'refreshed' });
  });

  it('is asked for in one way only', async () => {
    const page = new CookieClient(running.url);
    const answer = await page.send('POST', '/api/auth/register', newRegistration(), { 'X-Session': 'cookies' });
    expect(answer.body).toMatchObject({ code: 'validation-failed', errors: [{ field: 'X-Session' }] });
  });
});

describe('a session in cookies where people come over https', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({ PUBLIC_URL: 'https://clinics.example.com' });
  });
  afterAll(() => running.stop());

  it('is never sent in the clear, and no other host can set it', async () => {
    const page = new CookieClient(running.url);
    await page.post('/api/auth/register', newRegistration());
    expect(page.received.size).toBe(4);
    for (const [name, header] of page.received) {
      expect(name).toMatch(/^__Host-/);
      expect(header).toMatch(/; Secure$/);
    }
  });
});
