import type { Server } from 'node:http';

/** How long a client may take, in milliseconds. */
export interface ConnectionLimits {
  /** To send its headers. */
  readonly headersMs: number;
  /** To send the whole request. */
  readonly requestMs: number;
  /** Between two requests on one connection. */
  readonly idleMs: number;
  /** How often the first two are looked after; a client may overstay by as much. */
  readonly checkMs: number;
}

const LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  // Longer than the usual 60 s of proxies: the one that keeps a connection longer must not be the proxy, or it sends a
  // request into a connection that is being closed.
  idleMs: 65_000,
  checkMs: 2000,
};

const MAX_HEADERS = 100;

/**
 * Ends connections that send slowly or not at all. Node's own limits (60 s for headers, five minutes for a request,
 * looked after every 30 s) let a few hundred of them hold the server. To be called before the server listens.
 */
export function limitConnections(server: Server, limits: ConnectionLimits = LIMITS): void {
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = limits.requestMs;
  server.keepAliveTimeout = limits.idleMs;
  // An option of createServer; Node reads it when the server begins to listen.
  Object.assign(server, { connectionsCheckingInterval: limits.checkMs });
  server.maxHeadersCount = MAX_HEADERS;
}
