import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { StatefulRequest } from '../common/index.js';
import { messagesOf } from './express-messages.js';
import type { MessagePrototypes } from './express-messages.js';

/**
 * Nest on Express, with a short way for JSON. Express's own copies the text into a buffer, looks for an ETag and a
 * condition that are switched off here, and has Node write head and body apart; that takes longer than making the text.
 */
export class JsonAdapter extends ExpressAdapter {
  /** A plain server: TLS ends before this program. None of Nest's options for it is in use. */
  override initHttpServer(): void {
    const application = this.getInstance<MessagePrototypes & Parameters<typeof createServer>[1]>();
    this.httpServer = createServer(messagesOf(application), application);
  }

  /** Nest waits for what this returns, and answers with the error if it is rejected. */
  override reply(response: ServerResponse, body: unknown, statusCode?: number): unknown {
    const noted = (response.req as StatefulRequest).beforeAnswer?.(body);
    return noted === undefined
      ? this.send(response, body, statusCode)
      : noted.then(() => this.send(response, body, statusCode));
  }

  private send(response: ServerResponse, body: unknown, statusCode?: number): unknown {
    setLateHeaders(response);
    if (!isJson(body) || response.hasHeader('Content-Type')) return super.reply(response, body, statusCode);
    if (statusCode !== undefined) response.statusCode = statusCode;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    return response.end(JSON.stringify(body));
  }
}

function setLateHeaders(response: ServerResponse): void {
  const headers = (response.req as StatefulRequest).headersOfAnswer?.();
  for (const name in headers) response.setHeader(name, headers[name] ?? '');
}

function isJson(body: unknown): boolean {
  const isSpecial = body instanceof StreamableFile || body instanceof Error || ArrayBuffer.isView(body);
  return typeof body === 'object' && body !== null && !isSpecial;
}
