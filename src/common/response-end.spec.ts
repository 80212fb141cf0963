import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onResponseEnd } from './response-end.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('onResponseEnd', () => {
  let server: Server;
  let responses: ServerResponse[];
  let ended: number;
  beforeEach(async () => {
    [responses, ended] = [[], 0];
    server = createServer((_request, response) => {
      responses.push(response);
      onResponseEnd(response, () => (ended += 1));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    server.close();
  });

  async function send(requests: number): Promise<Socket> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(REQUEST.repeat(requests));
    while (responses.length < requests) await sleep(5);
    return socket;
  }

  it('tells of each response that was sent, once, also after the connection has closed', async () => {
    const socket = await send(3);
    expect(ended).toBe(0);
    for (const response of responses) response.end();
    while (ended < 3) await sleep(5);
    socket.destroy();
    await sleep(20);
    expect(ended).toBe(3);
  });

  it('tells of every response of a connection that breaks; their own close tells of one only', async () => {
    let closed = 0;
    const socket = await send(4);
    for (const response of responses) response.once('close', () => (closed += 1));
    socket.resetAndDestroy();
    while (ended < 4) await sleep(5);
    for (const response of responses) response.end();
    await sleep(20);
    expect(ended).toBe(4);
    expect(closed).toBe(1);
  });

  it('tells at once when the connection is gone already', async () => {
    const socket = await send(1);
    socket.resetAndDestroy();
    while (ended < 1) await sleep(5);
    onResponseEnd(responses[0]!, () => (ended += 1));
    expect(ended).toBe(2);
  });
});
