import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

const CLIENTS = 300;
const HEAD = `POST /api/auth/login HTTP/1.1\r\nHost: medadmin\r\nX-Slow: ${'a'.repeat(500)}`;

/** A client that sends its request byte by byte and never comes to its end. */
class SlowClient {
  answer = '';
  private readonly socket: Socket;
  private readonly timer: NodeJS.Timeout;
  readonly connected: Promise<void>;
  readonly closed: Promise<void>;

  constructor(url: string, start = '', rest = HEAD) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.connected = new Promise((resolve) => this.socket.once('connect', resolve));
    this.closed = new Promise((resolve) => {
      this.socket.once('close', () => {
        resolve();
      });
    });
    // Being cut is what happens to slow clients.
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk: Buffer) => (this.answer += chunk.toString()));
    this.socket.write(start);
    let sent = 0;
    this.timer = setInterval(() => this.socket.write(rest.charAt(sent++ % rest.length)), 100);
  }

  hangUp(): void {
    clearInterval(this.timer);
    this.socket.destroy();
  }
}

describe(`${CLIENTS} clients that send their headers byte by byte`, () => {
  let server: BuiltServer;
  let clients: SlowClient[];
  beforeEach(async () => {
    server = await BuiltServer.start();
    clients = Array.from({ length: CLIENTS }, () => new SlowClient(server.url));
    await Promise.all(clients.map((client) => client.connected));
  });
  afterEach(async () => {
    for (const client of clients) client.hangUp();
    await server.stop();
  });

  it('keep nobody else from being answered, nor the process from ending', async () => {
    const { api } = await registerCompany(server.api, { planCode: 'enterprise' });
    const doctor = { firstName: 'Grace', lastName: 'Hopper', specialty: 'Cardiology' };
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all([
        ...Array.from({ length: 10 }, () => api.post('/api/doctors', doctor)),
        ...Array.from({ length: 10 }, () => api.get('/api/doctors')),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([
        ...Array.from({ length: 10 }, () => 200),
        ...Array.from({ length: 10 }, () => 201),
      ]);
      await sleep(200);
    }
    expect(clients.every(({ answer }) => answer === '')).toBe(true);
    expect((await api.get('/api/doctors')).body.total).toBe(50);
    server.signal('SIGTERM');
    expect(await server.exit).toBe(0);
  });
});

describe('the server', () => {
  let running: RunningApp;
  let http: Server;
  beforeEach(async () => {
    running = await startApp();
    http = running.app.getHttpServer();
  });
  afterEach(() => running.stop());

  it('has limits that end slow clients in good time', () => {
    expect(http.headersTimeout).toBeLessThanOrEqual(10_000);
    expect(http.requestTimeout).toBeLessThanOrEqual(30_000);
    expect(
      (http as unknown as { connectionsCheckingInterval: number }).connectionsCheckingInterval,
    ).toBeLessThanOrEqual(2000);
    expect(http.keepAliveTimeout).toBeGreaterThan(60_000);
    expect(http.maxHeadersCount).toBeLessThanOrEqual(100);
  });

  it.each([
    ['headers', '', HEAD],
    ['body', `${HEAD}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`, '{ '],
  ])('cuts a client that takes too long to send its %s', async (_part, start, rest) => {
    // What the limits are is said above; here it is about what happens then.
    http.headersTimeout = 300;
    http.requestTimeout = 300;
    const client = new SlowClient(running.url, start, rest);
    await client.closed;
    client.hangUp();
    expect(client.answer).toMatch(/^HTTP\/1\.1 408 /);
    expect((await running.api.get('/api/plans')).status).toBe(200);
  });
});
