import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { limitConnections } from './server-limits.js';

const LIMITS = { headersMs: 200, requestMs: 400, idleMs: 60_000, checkMs: 50 };
const WHOLE_REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const HALF_HEADERS = 'GET / HTTP/1.1\r\nHost: a\r\n';
const HALF_BODY = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf';

describe('limitConnections', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function listen(limit: (server: Server) => void): Promise<number> {
    const started = createServer((request, response) => {
      request.resume().on('end', () => response.end('answered'));
    });
    server = started;
    limit(started);
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return (started.address() as AddressInfo).port;
  }

  it.each([
    ['headers', HALF_HEADERS],
    ['a body', HALF_BODY],
  ])('ends a connection whose client never finishes %s, with 408', async (_part, bytes) => {
    const port = await listen((server) => limitConnections(server, LIMITS));
    expect(await untilClosed(send(port, bytes))).toContain('408 Request Timeout');
  });

  it('ends one that keeps sending, but slowly', async () => {
    const port = await listen((server) => limitConnections(server, LIMITS));
    const socket = send(port, HALF_HEADERS);
    const dripping = setInterval(() => socket.write('X-Drip: 1\r\n'), 20);
    expect(await untilClosed(socket)).toContain('408 Request Timeout');
    clearInterval(dripping);
  });

  it('answers others while hundreds of slow ones are connected', async () => {
    const port = await listen((server) => limitConnections(server, { ...LIMITS, headersMs: 5000, requestMs: 5000 }));
    const slow = Array.from({ length: 300 }, () => send(port, HALF_HEADERS));
    await Promise.all(slow.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect(await firstAnswer(send(port, WHOLE_REQUEST))).toContain('200 OK');
    for (const socket of slow) socket.destroy();
  });

  it('leaves an idle connection to the next request', async () => {
    const port = await listen((server) => limitConnections(server, LIMITS));
    const socket = send(port, WHOLE_REQUEST);
    await firstAnswer(socket);
    await new Promise((resolve) => setTimeout(resolve, LIMITS.requestMs + 4 * LIMITS.checkMs));
    socket.write(WHOLE_REQUEST);
    expect(await firstAnswer(socket)).toContain('200 OK');
  });

  it('is needed: with the same timeouts, but Node looking after them as it likes, the slow client stays', async () => {
    const port = await listen((server) => {
      server.headersTimeout = LIMITS.headersMs;
      server.requestTimeout = LIMITS.requestMs;
    });
    const socket = send(port, HALF_HEADERS);
    const stays = new Promise((resolve) => setTimeout(resolve, 1000, 'stays'));
    expect(await Promise.race([untilClosed(socket), stays])).toBe('stays');
  });
});

function send(port: number, bytes: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes);
  return socket;
}

function untilClosed(socket: Socket): Promise<string> {
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  return new Promise((resolve) => socket.once('close', () => resolve(answer)));
}

function firstAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}
