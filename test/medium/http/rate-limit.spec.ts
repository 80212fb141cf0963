import { afterEach, describe, expect, it } from '@jest/globals';
import { newRegistration } from '../../support/api-client.js';
import { sendJson } from '../../support/raw-http.js';
import type { RawAnswer } from '../../support/raw-http.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';

describe('the limit on attempts to sign in', () => {
  let running: RunningApp;
  const start = async (environment: Record<string, string> = {}): Promise<void> => {
    running = await startApp({ RATE_LIMIT: 'on', RATE_LIMIT_SIGN_IN_PER_MINUTE: '3', ...environment });
  };
  afterEach(() => running.stop());

  const signIn = (headers: Record<string, string> = {}): Promise<RawAnswer> =>
    sendJson(running.url, '/api/auth/login', '{"username":"nobody","password":"nothing"}', headers);
  /** Statuses of so many attempts, one after the other. */
  async function attempts(
    count: number,
    headers: (index: number) => Record<string, string> = () => ({}),
  ): Promise<number[]> {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1) statuses.push((await signIn(headers(index))).status);
    return statuses;
  }

  it('refuses the one after the last, and tells when to come back', async () => {
    await start();
    expect(await attempts(3)).toEqual([401, 401, 401]);
    const refused = await signIn();
    expect(refused.status).toBe(429);
    expect(refused.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(refused.body).toMatchObject({ code: 'too-many-requests', status: 429 });
    const seconds = Number(refused.headers['retry-after']);
    expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60).toBe(true);
  });

  it('counts attempts that come at once', async () => {
    await start();
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn()));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(9);
  });

  it('counts attempts with input that is refused, and not those at other routes', async () => {
    await start();
    for (let index = 0; index < 3; index += 1) await sendJson(running.url, '/api/auth/login', '{}');
    expect((await signIn()).status).toBe(429);
    expect((await running.api.get('/api/plans')).status).toBe(200);
    expect((await running.api.post('/api/auth/refresh', { refreshToken: 'x' })).status).toBe(401);
  });

  it.each(['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'Client-IP', 'CF-Connecting-IP', 'True-Client-IP'])(
    'does not believe %s',
    async (header) => {
      await start();
      const headers = (index: number): Record<string, string> => ({ [header]: `10.0.0.${index}` });
      expect(await attempts(5, headers)).toEqual([401, 401, 401, 429, 429]);
    },
  );

  it('believes the proxy that TRUST_PROXY names, and it alone', async () => {
    await start({ TRUST_PROXY: '1' });
    const behindProxy = (index: number) => ({ 'X-Forwarded-For': `10.0.0.${index}` });
    expect(await attempts(5, behindProxy)).toEqual([401, 401, 401, 401, 401]);
    const spoofed = (index: number) => ({ 'X-Forwarded-For': `10.9.9.${index}, 10.0.0.99` });
    expect(await attempts(4, spoofed)).toEqual([401, 401, 401, 429]);
  });

  it('is off with RATE_LIMIT=off', async () => {
    await start({ RATE_LIMIT: 'off' });
    expect(await attempts(6)).toEqual([401, 401, 401, 401, 401, 401]);
  });

  it('has a figure of its own for registrations', async () => {
    await start({ RATE_LIMIT_REGISTRATION_PER_HOUR: '1' });
    expect((await running.api.post('/api/auth/register', newRegistration())).status).toBe(201);
    const refused = await running.api.post('/api/auth/register', newRegistration());
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
    expect((await signIn()).status).toBe(401);
  });
});
