import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { cookieOf } from '../common/index.js';
import { ForgedRequestError } from './tenancy.errors.js';

/** Methods that change nothing (RFC 9110, 9.2.1). */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What browsers say of requests that our own pages, or people by themselves, cause. */
const OWN_SITE = new Set(['same-origin', 'none']);

/**
 * How browsers hold a session: in cookies that no script can read. As browsers send cookies by themselves, a request that
 * changes something must also repeat, in the header X-CSRF-Token, what only a page of this server can read.
 */
export class SessionCookies {
  readonly access: string;
  readonly refresh: string;
  readonly csrf: string;
  /** Whether people reach the pages over https. */
  readonly isSecure: boolean;

  constructor(
    private readonly key: KeyObject,
    publicUrl: string,
  ) {
    this.isSecure = publicUrl.startsWith('https:');
    // Browsers take a cookie of this prefix from this very host and over https only.
    const prefix = this.isSecure ? '__Host-' : '';
    this.access = `${prefix}medadmin-access`;
    this.refresh = `${prefix}medadmin-refresh`;
    this.csrf = `${prefix}medadmin-csrf`;
  }

  /** The access token that the request's cookie holds. */
  accessToken(request: IncomingMessage): string | undefined {
    return cookieOf(request, this.access);
  }

  /** What the request's cookie for refreshing holds. */
  refreshToken(request: IncomingMessage): string | undefined {
    return cookieOf(request, this.refresh);
  }

  /** What a page repeats with each change; another session's is of no use. */
  csrfToken(sessionId: string): string {
    return createHmac('sha256', this.key).update(`csrf:${sessionId}`).digest('base64url');
  }

  /** @throws ForgedRequestError for a request with this session's cookie that another site may have caused. */
  assertOwnPage({ method = '', headers }: IncomingMessage, sessionId: string): void {
    const site = headers['sec-fetch-site'];
    if (site !== undefined && !OWN_SITE.has(String(site))) throw new ForgedRequestError();
    if (READING.has(method)) return;
    const given = Buffer.from(String(headers['x-csrf-token'] ?? ''));
    const expected = Buffer.from(this.csrfToken(sessionId));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new ForgedRequestError();
  }
}
