import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SessionStates } from '../../src/master/sessions/session-states.js';
import { SessionTokens } from '../../src/master/sessions/session-tokens.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const A_SECOND_MS = 1_100;
const DAY_MS = 86_400_000;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

interface Device {
  readonly id: string;
  readonly device: string;
  readonly address: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly isCurrent: boolean;
}

describe('the devices that somebody is signed in on', () => {
  const clock = new TestClock('2026-11-24T08:00:00Z');
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({ SESSION_MAX: '20d' }, { clock });
  });
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const devices = async (api: ApiClient): Promise<Device[]> => (await api.get<Device[]>('/api/auth/sessions')).body;

  async function twoDevices() {
    const { api, signedIn, registration } = await registerCompany(running.api);
    const { username, password } = registration;
    clock.advance(1000);
    const browser = { 'User-Agent': FIREFOX };
    const other = await running.api.post<SignedIn>('/api/auth/login', { username, password }, browser);
    return { first: api, second: running.api.as(other.body.accessToken), other: other.body, signedIn };
  }

  it('are listed to them, with name, address and times', async () => {
    const { first, second, other } = await twoDevices();
    const [latest, earliest, ...more] = await devices(first);
    expect(more).toEqual([]);
    expect(latest).toMatchObject({ device: 'Firefox on Linux', address: '127.0.0.1', isCurrent: false });
    expect(earliest).toMatchObject({ device: 'node', isCurrent: true, createdAt: earliest?.lastUsedAt });
    clock.advance(60_000);
    await running.api.post('/api/auth/refresh', { refreshToken: other.refreshToken });
    const [refreshed] = await devices(second);
    expect(refreshed).toMatchObject({ id: latest?.id, isCurrent: true, lastUsedAt: clock.now().toISOString() });
  });

  it('are signed out one by one, or all but the one at hand', async () => {
    const { first, second, other } = await twoDevices();
    const [latest] = await devices(first);
    expect((await first.delete(`/api/auth/sessions/${latest?.id}`)).status).toBe(204);
    expect((await second.get('/api/auth/me')).status).toBe(401);
    expect((await running.api.post('/api/auth/refresh', { refreshToken: other.refreshToken })).status).toBe(401);
    expect((await first.delete(`/api/auth/sessions/${latest?.id}`)).status).toBe(404);
    const again = await twoDevices();
    expect((await again.second.delete('/api/auth/sessions')).status).toBe(204);
    expect((await again.first.get('/api/auth/me')).status).toBe(401);
    expect(await devices(again.second)).toMatchObject([{ isCurrent: true }]);
  });

  it('are nobody else’s to see or to end', async () => {
    const { first } = await twoDevices();
    const { api: stranger } = await registerCompany(running.api);
    const own = await devices(first);
    const seen = (await devices(stranger)).map(({ id }) => id);
    for (const { id } of own) {
      expect(seen).not.toContain(id);
      expect((await stranger.delete(`/api/auth/sessions/${id}`)).status).toBe(404);
    }
    expect((await first.get('/api/auth/me')).status).toBe(200);
  });

  /** How an access token and a refresh token are answered a moment before SESSION_MAX, and then, on a busy device. */
  async function atTheEnd(): Promise<{ before: number; then: number[] }> {
    const { signedIn } = await registerCompany(running.api);
    let { refreshToken } = signedIn;
    let accessToken = '';
    for (const days of [13, 6.999]) {
      clock.advance(days * DAY_MS);
      const refreshed = await running.api.post<SignedIn>('/api/auth/refresh', { refreshToken });
      expect(refreshed.status).toBe(200);
      ({ refreshToken, accessToken } = refreshed.body);
    }
    const before = (await running.api.as(accessToken).get('/api/auth/me')).status;
    clock.advance(0.001 * DAY_MS);
    await sleep(A_SECOND_MS);
    const then = [
      (await running.api.as(accessToken).get('/api/auth/me')).status,
      (await running.api.post('/api/auth/refresh', { refreshToken })).status,
    ];
    return { before, then };
  }

  it('are signed out after SESSION_MAX, however busy they are', async () => {
    expect(await atTheEnd()).toEqual({ before: 200, then: [401, 401] });
  });

  it('would stay signed in for as long as they are busy if the time were counted from their last refresh (control)', async () => {
    jest.spyOn(SessionStates.prototype as unknown as { isTooOld(): boolean }, 'isTooOld').mockReturnValue(false);
    const issue = SessionTokens.prototype.issue;
    jest.spyOn(SessionTokens.prototype, 'issue').mockImplementation(function (this: SessionTokens, ...given) {
      const [transaction, holder, { id }] = given;
      return issue.call(this, transaction, holder, { id, createdAt: clock.now() });
    });
    expect(await atTheEnd()).toEqual({ before: 200, then: [200, 200] });
  });
});

describe('a device that is signed out at one server', () => {
  it('is refused by another one within a second', async () => {
    const first = await BuiltServer.start();
    const second = await BuiltServer.start({ DATA_DIR: first.dataDir });
    try {
      const { api, registration } = await registerCompany(first.api);
      const { username, password } = registration;
      const login = await second.api.post<SignedIn>('/api/auth/login', { username, password });
      const there = second.api.as(login.body.accessToken);
      expect((await there.get('/api/auth/me')).status).toBe(200);
      expect((await api.delete('/api/auth/sessions')).status).toBe(204);
      await sleep(A_SECOND_MS);
      expect((await there.get('/api/auth/me')).status).toBe(401);
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});
