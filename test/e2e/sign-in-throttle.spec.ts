import { afterEach, describe, expect, it } from '@jest/globals';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, Answer } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { countStatuses } from '../support/second-factor.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const MINUTE_MS = 60_000;
const LIMITED = { RATE_LIMIT: 'on', RATE_LIMIT_SIGN_IN_PER_MINUTE: '100000' };
const WRONG = 'not the password';

const signIn = (
  api: ApiClient,
  username: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Answer> => api.post('/api/auth/login', { username, password }, headers);

describe('tries to sign in', () => {
  const clock = new TestClock('2026-11-24T08:00:00Z');
  let running: RunningApp;
  afterEach(() => running.stop());

  it('are ten in a quarter of an hour for an account, however it is called and whether it is there', async () => {
    running = await startApp(LIMITED, { clock });
    const { registration } = await registerCompany(running.api);
    const names = [registration.username, registration.email, registration.username.toUpperCase()];
    for (const tried of [names, ['nobody', 'Nobody', ' nobody ']]) {
      const tries = Array.from({ length: 30 }, (_, index) => signIn(running.api, tried[index % 3]!, WRONG));
      expect(countStatuses(await Promise.all(tries))).toEqual({ 401: 10, 429: 20 });
    }
    const refused = await signIn(running.api, registration.username, registration.password);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '900']);
    clock.advance(15 * MINUTE_MS);
    expect((await signIn(running.api, registration.username, registration.password)).status).toBe(200);
  });

  it('of strangers do not lock somebody out of a device that they signed in on before', async () => {
    running = await startApp(LIMITED, { clock });
    const { registration } = await registerCompany(running.api);
    const { username, password } = registration;
    const device = (await signIn(running.api, username, password)).headers.get('x-device-token') ?? '';
    const stranger = await registerCompany(running.api);
    const other = await signIn(running.api, stranger.registration.username, stranger.registration.password);
    for (let tries = 0; tries < 11; tries += 1) await signIn(running.api, username, WRONG);
    expect((await signIn(running.api, username, password)).status).toBe(429);
    const known = { 'X-Device-Token': device };
    expect((await signIn(running.api, username, password, known)).status).toBe(200);
    const foreign = [
      other.headers.get('x-device-token') ?? '',
      `${device.slice(0, -2)}${device.endsWith('AA') ? 'BB' : 'AA'}`,
      'made-up',
    ];
    for (const token of foreign)
      expect((await signIn(running.api, username, password, { 'X-Device-Token': token })).status).toBe(429);
    // It is no way around the limit, and no access token.
    const tries = Array.from({ length: 20 }, () => signIn(running.api, username, WRONG, known));
    expect(countStatuses(await Promise.all(tries))).toEqual({ 401: 10, 429: 10 });
    expect((await running.api.as(device).get('/api/auth/me')).status).toBe(401);
  });

  it('are never more than a hundred wrong ones in a row', async () => {
    running = await startApp(LIMITED, { clock });
    const { registration } = await registerCompany(running.api);
    let looked = 0;
    for (let window = 0; window < 13; window += 1) {
      const tries = Array.from({ length: 12 }, () => signIn(running.api, registration.username, WRONG));
      looked += countStatuses(await Promise.all(tries))[401] ?? 0;
      clock.advance(60 * MINUTE_MS);
    }
    expect(looked).toBe(100);
  });

  it('over many accounts from one address stop at fifty, whatever the address says of itself', async () => {
    running = await startApp(LIMITED, { clock });
    const spray = (count: number, headers: (index: number) => Record<string, string>) =>
      Promise.all(
        Array.from({ length: count }, (_, index) => signIn(running.api, `account${index}`, WRONG, headers(index))),
      );
    const spoofed = (index: number) => ({ 'X-Forwarded-For': `10.0.0.${index}`, Forwarded: `for=10.0.1.${index}` });
    expect(countStatuses(await spray(120, spoofed))).toEqual({ 401: 50, 429: 70 });
    clock.advance(60 * MINUTE_MS);
    // Those that are right are given back: colleagues share an address.
    const { registration } = await registerCompany(running.api);
    for (let tries = 0; tries < 60; tries += 1)
      expect((await signIn(running.api, registration.username, registration.password)).status).toBe(200);
  });
});

describe('tries to sign in at two servers of one installation', () => {
  it('are counted together, and a restart forgets none', async () => {
    const first = await BuiltServer.start(LIMITED);
    const servers = [first];
    try {
      const second = await BuiltServer.start({ ...LIMITED, DATA_DIR: first.dataDir });
      servers.push(second);
      const tryAt = (server: BuiltServer): Promise<Answer> => signIn(server.api, 'nobody', WRONG);
      const tries = Array.from({ length: 30 }, (_, index) => tryAt(index % 2 === 0 ? first : second));
      expect(countStatuses(await Promise.all(tries))).toEqual({ 401: 10, 429: 20 });
      await second.kill();
      const restarted = await BuiltServer.start({ ...LIMITED, DATA_DIR: first.dataDir });
      servers.push(restarted);
      expect((await tryAt(restarted)).status).toBe(429);
    } finally {
      for (const server of servers) await server.stop();
    }
  });

  it('would be counted apart, and forgotten, in memory (control)', async () => {
    const process = (): RateLimiterMemory => new RateLimiterMemory({ points: 10, duration: 900 });
    const [first, second] = [process(), process()];
    const tries = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? first : second).consume('nobody'));
    const passed = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled');
    expect(passed).toHaveLength(20);
    expect(await process().consume('nobody')).toMatchObject({ consumedPoints: 1, remainingPoints: 9 });
  });
});
