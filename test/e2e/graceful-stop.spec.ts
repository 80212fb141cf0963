/** @engine sqlite: looks at the log files of databases after the end. */
import { readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newRegistration, registerCompany } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { sendRaw } from '../support/raw-http.js';
import { openFile } from '../support/test-engine.js';

const REQUESTS = 200;
/** Slow ones among them: each hashes a password and makes a database. */
const SIGN_UPS = 20;

describe('a server that is told to stop', () => {
  let server: BuiltServer;
  let agent: Agent;
  beforeEach(async () => {
    server = await BuiltServer.start();
    agent = new Agent({ keepAlive: true });
  });
  afterEach(async () => {
    agent.destroy();
    await server.stop();
  });

  /** Sends over a connection that the client means to keep. @returns the status, or the code of the failure. */
  function send(method: string, path: string, body?: unknown, token?: string): Promise<number | string> {
    return new Promise((resolve) => {
      const headers = {
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      };
      const outgoing = request(server.url + path, { agent, method, headers }, (answer) => {
        answer.resume().once('end', () => {
          resolve(answer.statusCode ?? 0);
        });
      });
      outgoing.once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code ?? error.message);
      });
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  function doctorsKept(slug: string): unknown {
    const file = `tenant_databases/tenant_${slug.replaceAll('-', '_')}.sqlite3`;
    const database = openFile(join(server.dataDir, file), { readonly: true, fileMustExist: true });
    const count: unknown = database.prepare('SELECT COUNT(*) FROM doctors_doctor').pluck().get();
    database.close();
    return count;
  }

  function messages(): unknown[] {
    return server.lines().map((line) => line.msg);
  }

  it(`answers the ${REQUESTS} requests in flight, and ends with 0 without cutting any`, async () => {
    const { signedIn } = await registerCompany(server.api, { planCode: 'enterprise' });
    const doctor = { firstName: 'Grace', lastName: 'Hopper', specialty: 'Cardiology' };
    const answers = Array.from({ length: REQUESTS }, (_, index) =>
      index < SIGN_UPS
        ? send('POST', '/api/auth/register', newRegistration())
        : send('POST', '/api/doctors', doctor, signedIn.accessToken),
    );
    let answered = 0;
    for (const answer of answers) void answer.then(() => (answered += 1));
    await Promise.race(answers);
    server.signal('SIGTERM');
    expect(answered).toBeLessThan(REQUESTS / 2);
    expect(await Promise.all(answers)).toEqual(Array.from({ length: REQUESTS }, () => 201));
    expect(await server.exit).toBe(0);
    expect(doctorsKept(signedIn.company.slug)).toBe(REQUESTS - SIGN_UPS);
    expect(messages()).toContain('stopped');
    expect(messages()).not.toContain('cutting the connections that are left');
  });

  it('leaves whole databases behind, and no write-ahead logs', async () => {
    const answers = Array.from({ length: 5 }, () => send('POST', '/api/auth/register', newRegistration()));
    await Promise.race(answers);
    server.signal('SIGTERM');
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 5 }, () => 201));
    await server.exit;
    const files = readdirSync(server.dataDir, { recursive: true, encoding: 'utf8' });
    const databases = files.filter((file) => file.endsWith('.sqlite3'));
    expect(databases.filter((file) => file.startsWith('tenant_databases/tenant_'))).toHaveLength(5);
    expect(files.filter((file) => /-(wal|shm|journal)$/.test(file))).toEqual([]);
    for (const file of databases) {
      const database = openFile(join(server.dataDir, file), { readonly: true, fileMustExist: true });
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      database.close();
    }
  });

  it('first says so to whoever balances the load, and still answers', async () => {
    server.signal('SIGTERM');
    await server.logged(/"msg":"stopping"/);
    const [readiness, plans] = await Promise.all([
      sendRaw(server.url, '/health/ready'),
      sendRaw(server.url, '/api/plans', { headers: { Connection: 'keep-alive' } }),
    ]);
    expect(readiness).toMatchObject({ status: 503, body: { status: 'not-ready', checks: { process: 'stopping' } } });
    expect(plans).toMatchObject({ status: 200, headers: { connection: 'close' } });
  });

  it('takes no notice of further signals', async () => {
    server.signal('SIGTERM');
    await server.logged(/"msg":"stopping"/);
    server.signal('SIGTERM');
    server.signal('SIGINT');
    expect(await server.exit).toBe(0);
    expect(messages().filter((message) => message === 'stopping')).toHaveLength(1);
  });

  it('is not held by connections that clients keep open', async () => {
    expect(await Promise.all(Array.from({ length: 10 }, () => send('GET', '/api/plans')))).toEqual(
      Array.from({ length: 10 }, () => 200),
    );
    server.signal('SIGTERM');
    expect(await server.exit).toBe(0);
    expect(messages()).not.toContain('cutting the connections that are left');
  });

  it('cuts a client that never finishes its request, and ends all the same', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const cut = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.write(
      'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    );
    await send('GET', '/health/live');
    server.signal('SIGTERM');
    await cut;
    expect(await server.exit).toBe(0);
    expect(messages()).toContain('cutting the connections that are left');
  });
});
