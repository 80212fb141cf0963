import { afterEach, describe, expect, it } from '@jest/globals';
import { newRegistration, registerCompany } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { addDoctor } from '../support/clinic.js';

const PROCESSES = 3;
const REQUESTS = 60;

describe('WEB_CONCURRENCY', () => {
  const started: BuiltServer[] = [];
  afterEach(async () => {
    for (const server of started.splice(0)) await server.stop();
  });
  async function start(environment: Record<string, string> = {}): Promise<BuiltServer> {
    const server = await BuiltServer.start({ WEB_CONCURRENCY: String(PROCESSES), ...environment });
    started.push(server);
    await listening(server, PROCESSES);
    return server;
  }

  type Line = ReturnType<BuiltServer['lines']>[number];
  /** Numbers of the processes that have written such a line, once there are so many lines. */
  async function writers(server: BuiltServer, count: number, isSuch: (line: Line) => boolean): Promise<number[]> {
    for (;;) {
      const lines = server.lines().filter(isSuch);
      if (lines.length >= count) return lines.map(({ pid }) => Number(pid));
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
  const listening = (server: BuiltServer, count: number): Promise<number[]> =>
    writers(server, count, ({ msg }) => msg === 'listening');

  it('has several processes answer, on the same data', async () => {
    const server = await start();
    const { api } = await registerCompany(server.api);
    await addDoctor(api);
    expect(new Set(await listening(server, PROCESSES)).size).toBe(PROCESSES);
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, () => api.get('/api/doctors', { Connection: 'close' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // Lines of one process may come earlier than those of another.
    const answering = await writers(
      server,
      REQUESTS,
      ({ route, method }) => route === '/api/doctors' && method === 'GET',
    );
    expect(new Set(answering).size).toBeGreaterThan(1);
    server.signal('SIGTERM');
    expect(await server.exit).toBe(0);
  });

  it('has one limit of attempts for all of them', async () => {
    const server = await start({ RATE_LIMIT: 'on', RATE_LIMIT_SIGN_IN_PER_MINUTE: '5' });
    const { username, password } = newRegistration();
    const attempts = Array.from({ length: 15 }, () =>
      server.api.post('/api/auth/login', { username, password }, { Connection: 'close' }),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });

  it('replaces one that is killed; the others go on meanwhile', async () => {
    const server = await start();
    const { api } = await registerCompany(server.api);
    const [victim = 0] = (await listening(server, PROCESSES)).slice(-1);
    process.kill(victim, 'SIGKILL');
    expect(new Set(await listening(server, PROCESSES + 1)).size).toBe(PROCESSES + 1);
    expect((await api.get('/api/doctors', { Connection: 'close' })).status).toBe(200);
  });

  it('ends when the first of them cannot start, with its code', async () => {
    const server = await start();
    const second = await BuiltServer.fail({ WEB_CONCURRENCY: '2', PORT: new URL(server.url).port });
    expect(await second.exit).toBe(1);
    await second.stop();
  });
});
