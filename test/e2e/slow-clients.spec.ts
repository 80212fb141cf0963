/** @instances one: changes what one process bears with, and counts whom it cut. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SlowReaders } from '../../src/http/index.js';
import { registerCompany } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { valueOf } from '../support/metrics-text.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

const CLIENTS_OF_A_KIND = 500;
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
    this.timer = setInterval(() => {
      if (rest !== '') this.socket.write(rest.charAt(sent++ % rest.length));
    }, 1000);
  }

  stopReading(): this {
    this.socket.pause();
    return this;
  }

  readOn(): void {
    this.socket.resume();
  }

  hangUp(): void {
    clearInterval(this.timer);
    this.socket.destroy();
  }
}

const BODY = `${HEAD}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`;
/** A large answer, asked for again and again on one connection, and not read. */
const LARGE = 'GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: medadmin\r\n\r\n';

/** Those of slowhttptest -H, -B and -X: slow headers, slow bodies, slow reading. */
const slowClients = (url: string): SlowClient[] =>
  Array.from({ length: CLIENTS_OF_A_KIND }, () => [
    new SlowClient(url),
    new SlowClient(url, BODY, '{ '),
    new SlowClient(url, LARGE, '').stopReading(),
  ]).flat();

describe(`${3 * CLIENTS_OF_A_KIND} clients that send headers or bodies byte by byte, or do not read`, () => {
  let server: BuiltServer;
  let clients: SlowClient[];
  beforeEach(async () => {
    server = await BuiltServer.start();
    clients = slowClients(server.url);
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
    // On a slow machine the first have been cut by now.
    expect(clients.every(({ answer }) => answer === '' || answer.startsWith('HTTP/1.1 408 '))).toBe(true);
    expect((await api.get('/api/doctors')).body.total).toBe(50);
    // Cutting all of them would take longer than the process has on a slow machine.
    for (const client of clients.slice(CLIENTS_OF_A_KIND / 2)) client.hangUp();
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
    ['body', BODY, '{ '],
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

  it('cuts a client that does not read its answer, and counts it', async () => {
    running.app.get(SlowReaders).start({ bytes: 32 * 1024, withinMs: 300, checkMs: 50 });
    const client = new SlowClient(running.url, LARGE.repeat(8), '').stopReading();
    await client.connected;
    await untilCut(running);
    client.readOn();
    await client.closed;
    client.hangUp();
    expect((await running.api.get('/api/plans')).status).toBe(200);
  });

  it('leaves one that reads slowly, but reads', async () => {
    running.app.get(SlowReaders).start({ bytes: 1024, withinMs: 2000, checkMs: 50 });
    const answer = await fetch(`${running.url}/docs/swagger-ui-bundle.js`);
    let bytes = 0;
    for await (const chunk of answer.body ?? []) {
      bytes += (chunk as Uint8Array).length;
      await sleep(10);
    }
    expect(bytes).toBeGreaterThan(1_000_000);
  });

  it('control: a server that is as Node makes it keeps one that does not read for as long as it likes', async () => {
    const plain = createServer((_request, response) => response.end('x'.repeat(50_000_000)));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const { port } = plain.address() as AddressInfo;
    const client = new SlowClient(`http://127.0.0.1:${port}`, LARGE, '').stopReading();
    await client.connected;
    const stays = sleep(1500).then(() => 'stays');
    expect(await Promise.race([client.closed.then(() => 'cut'), stays])).toBe('stays');
    expect([plain.timeout, plain.requestTimeout, plain.headersTimeout]).toEqual([0, 300_000, 60_000]);
    client.hangUp();
    plain.close();
  });
});

/** A client that does not read does not notice that it was cut either. */
async function untilCut(running: RunningApp): Promise<void> {
  for (;;) {
    const { text } = await running.api.get('/metrics');
    if (valueOf(text, 'medadmin_slow_readers_cut_total') > 0) return;
    await sleep(50);
  }
}
