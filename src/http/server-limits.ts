import type { Server } from 'node:http';

/** All in milliseconds. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const IDLE_MS = 65_000;
const MAX_HEADERS = 100;

/**
 * Ends connections that send slowly or not at all. Node's own limits (60 s for headers, five minutes for a request)
 * let a few hundred of them hold the server.
 */
export function limitConnections(server: Server): void {
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  // Longer than the usual 60 s of proxies: the one that keeps a connection longer must not be the proxy, or it sends a
  // request into a connection that is being closed.
  server.keepAliveTimeout = IDLE_MS;
  server.maxHeadersCount = MAX_HEADERS;
}
