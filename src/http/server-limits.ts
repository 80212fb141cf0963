import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';

/**
 * When connections that send slowly or not at all are ended, in milliseconds. Node's own limits (60 s for headers, five
 * minutes for a request, looked at every 30 s) let a few hundred of them hold the server.
 */
export const CONNECTION_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than the usual 60 s of proxies: the one that keeps a connection longer must not be the proxy, or it sends a
  // request into a connection that is being closed.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
} as const;

/** Headers beyond these are not looked at. */
const HEADERS_MAX = 100;

/** Express on a server that has these limits; the interval can only be given when a server is made. */
export class LimitedExpressAdapter extends ExpressAdapter {
  override initHttpServer(): void {
    const server = createServer(CONNECTION_LIMITS, this.getInstance<RequestListener>());
    server.maxHeadersCount = HEADERS_MAX;
    this.httpServer = server;
  }
}
