import { addressOf, isFor, isReading } from '../send.js';
import type { Send } from '../send.js';
import { IDEMPOTENCY_KEY, newKey } from '../idempotency.js';
import { isUnknownSession, LOGOUT, OPENING, REFRESH, single } from './session.js';
import type { Session } from './session.js';

export interface CookieOptions {
  /** Called when a request shows that the session has ended. */
  readonly onEnded?: () => void;
  /** The cookies that scripts can read; those of the page without it. */
  readonly readCookies?: () => string;
  /** Does the work while no other tab of this browser does the same; by the Web Locks API without it. */
  readonly inTurn?: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** Over https the cookie's name says that it belongs to this host alone. */
const CSRF_COOKIE = /(?:^|;\s*)(?:__Host-)?medadmin-csrf=([^;]+)/;
const LOCK = 'medadmin.renewal';

/** What this file asks of a browser: programs may use the client as well, and have no such types. */
interface Browser {
  readonly document: { readonly cookie: string };
  readonly navigator: {
    readonly locks?: { request<Result>(name: string, work: () => Promise<Result>): Promise<Result> };
  };
}
const browser = globalThis as unknown as Browser;

/**
 * A session in HttpOnly cookies, for pages that come from the server itself: no script can read its tokens. A request that
 * changes something repeats the cookie `medadmin-csrf` in `X-CSRF-Token`.
 */
export class CookieSession implements Session {
  private readonly onEnded: () => void;
  private readonly readCookies: () => string;
  private readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  private renewing: () => Promise<boolean> = () => Promise.resolve(false);

  constructor({ onEnded, readCookies, inTurn }: CookieOptions = {}) {
    this.onEnded = onEnded ?? (() => undefined);
    this.readCookies = readCookies ?? (() => browser.document.cookie);
    this.inTurn = inTurn ?? takingTurns;
  }

  /** Whether the browser holds a session, as far as it can be told without asking. */
  get isThere(): boolean {
    return this.csrfToken() !== undefined;
  }

  carry(send: Send, baseUrl: string): Send {
    this.renewing = single(() => this.inTurn(() => this.renewOnce(send, baseUrl)));
    return async (request) => {
      const response = await send(this.marked(request.clone()));
      if (isFor(request, baseUrl, [...OPENING, LOGOUT, REFRESH]) || !(await isUnknownSession(response)))
        return response;
      if (await this.renew()) return send(this.marked(request));
      this.onEnded();
      return response;
    };
  }

  /**
   * Exchanges the cookies for new ones, which keeps the session from ending. A token works once, so all tabs of a browser
   * take turns.
   * @returns whether the session goes on.
   */
  renew(): Promise<boolean> {
    return this.renewing();
  }

  private async renewOnce(send: Send, baseUrl: string): Promise<boolean> {
    if (!this.isThere) return false;
    const headers = { 'Content-Type': 'application/json', [IDEMPOTENCY_KEY]: newKey() };
    const response = await send(
      this.marked(new Request(addressOf(baseUrl, REFRESH), { method: 'POST', headers, body: '{}' })),
    );
    return response.ok;
  }

  private marked(request: Request): Request {
    request.headers.set('X-Session', 'cookie');
    const token = this.csrfToken();
    if (token !== undefined && !isReading(request)) request.headers.set('X-CSRF-Token', token);
    return request;
  }

  private csrfToken(): string | undefined {
    return CSRF_COOKIE.exec(this.readCookies())?.[1];
  }
}

/** Locks exist where pages come over https or from this machine. */
function takingTurns<Result>(work: () => Promise<Result>): Promise<Result> {
  const { locks } = browser.navigator;
  return locks === undefined ? work() : locks.request(LOCK, work);
}
