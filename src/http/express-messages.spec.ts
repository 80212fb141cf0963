import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import type { RequestListener, Server, ServerOptions } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { messagesOf } from './express-messages.js';
import type { MessagePrototypes } from './express-messages.js';
import { JsonAdapter } from './json-adapter.js';

type Application = MessagePrototypes & RequestListener & { get(path: string, handler: RequestListener): void };

/** The Express of Nest's adapter, which is the one in use. */
const express = createRequire(createRequire(import.meta.url).resolve('@nestjs/platform-express'))(
  'express',
) as () => Application;

describe('Requests and answers of Express', () => {
  it('come with the prototypes that Express would give them', async () => {
    expect(await exchangedBy((application) => messagesOf(application))).toEqual({ request: false, answer: false });
  });

  it('do so in the adapter of this application', async () => {
    const adapter = new JsonAdapter();
    adapter.initHttpServer();
    const server = adapter.getHttpServer() as Server;
    server.removeAllListeners('request');
    expect(await exchangedOn(server, adapter.getInstance<Application>())).toEqual({ request: false, answer: false });
  });

  it('have theirs exchanged where Node makes them as it does by itself', async () => {
    expect(await exchangedBy(() => ({}))).toEqual({ request: true, answer: true });
  });

  it('still have the methods of Express', async () => {
    const application = express();
    const server = createServer(messagesOf(application), application);
    application.get('/told', (request, response) => {
      const { hostname } = request as unknown as { hostname: string };
      (response as unknown as { json(body: unknown): void }).json({ hostname });
    });

    expect(await (await ask(server, '/told')).json()).toEqual({ hostname: '127.0.0.1' });
  });
});

/** Whether Express exchanged the prototypes of a request and its answer. */
function exchangedBy(messages: (application: Application) => ServerOptions) {
  const application = express();
  return exchangedOn(createServer(messages(application)), application);
}

async function exchangedOn(server: Server, application: Application) {
  const exchanged = { request: true, answer: true };
  server.on('request', (request, response) => {
    const before = [Object.getPrototypeOf(request), Object.getPrototypeOf(response)];
    application(request, response);
    exchanged.request = Object.getPrototypeOf(request) !== before[0];
    exchanged.answer = Object.getPrototypeOf(response) !== before[1];
  });
  await ask(server, '/');
  return exchanged;
}

async function ask(server: Server, path: string): Promise<Response> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  } finally {
    server.close();
  }
}
