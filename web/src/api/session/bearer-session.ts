import { IDEMPOTENCY_KEY, newKey } from '../idempotency.js';
import type { components } from '../schema.js';
import { addressOf, isFor } from '../send.js';
import type { Send } from '../send.js';
import { CHANGE_PASSWORD, isUnknownSession, LOGOUT, OPENING, REFRESH, single } from './session.js';
import type { Session } from './session.js';

/** What a program keeps of a session. A refresh token works once: keep the newest. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token ends, in milliseconds since 1970. */
  readonly expiresAtMs: number;
}

export interface BearerOptions {
  /** Of a session that was begun before. */
  readonly tokens?: Tokens;
  /** Told of every change: new tokens, which are to be kept, or none when the session has ended. */
  readonly onChange?: (tokens: Tokens | undefined) => void;
}

/** An access token that ends so soon is exchanged before it is used. */
const MARGIN_MS = 10_000;

/**
 * A session by tokens, for programs; pages of the server have CookieSession. It begins with the answer of register, login
 * or accepting an invitation, goes on by itself, and ends with logout or when the server ends it.
 */
export class BearerSession implements Session {
  private current: Tokens | undefined;
  private readonly onChange: (tokens: Tokens | undefined) => void;

  constructor({ tokens, onChange = () => undefined }: BearerOptions = {}) {
    this.current = tokens;
    this.onChange = onChange;
  }

  /** Undefined while nobody is signed in. */
  get tokens(): Tokens | undefined {
    return this.current;
  }

  carry(send: Send, baseUrl: string): Send {
    // However many requests find the token at its end: the refresh token is sent once.
    const refresh = single(() => this.refresh(send, baseUrl));
    return async (request) => {
      const is = (...paths: readonly string[]): boolean => isFor(request, baseUrl, paths);
      if (is(...OPENING, REFRESH)) return this.keepTokens(await send(request));
      const response = await this.sendSigned(send, request, refresh);
      if (is(CHANGE_PASSWORD)) return this.keepTokens(response);
      if (is(LOGOUT) && (response.ok || response.status === 401)) this.change(undefined);
      return response;
    };
  }

  private async sendSigned(send: Send, request: Request, refresh: () => Promise<Response>): Promise<Response> {
    if (this.current === undefined) return send(request);
    if (this.current.expiresAtMs - MARGIN_MS <= Date.now()) {
      const refused = await refresh();
      if (!refused.ok) return refused.clone();
    }
    const sentWith = this.current.accessToken;
    const response = await send(this.signed(request.clone()));
    if (!(await isUnknownSession(response))) return response;
    // Another request's answer may have brought new ones meanwhile.
    if (this.current?.accessToken === sentWith && !(await refresh()).ok) return response;
    return send(this.signed(request));
  }

  private signed(request: Request): Request {
    if (this.current) request.headers.set('Authorization', `Bearer ${this.current.accessToken}`);
    return request;
  }

  private async refresh(send: Send, baseUrl: string): Promise<Response> {
    // An answer that is lost is given again to the same key; without it the session would be lost.
    const headers = { 'Content-Type': 'application/json', [IDEMPOTENCY_KEY]: newKey() };
    const body = JSON.stringify({ refreshToken: this.current?.refreshToken });
    const response = await send(new Request(addressOf(baseUrl, REFRESH), { method: 'POST', headers, body }));
    if (response.status === 401) this.change(undefined);
    return this.keepTokens(response);
  }

  private async keepTokens(response: Response): Promise<Response> {
    if (!response.ok) return response;
    const { accessToken, refreshToken, expiresIn } = (await response
      .clone()
      .json()) as components['schemas']['SignedIn'];
    this.change({ accessToken, refreshToken, expiresAtMs: Date.now() + expiresIn * 1000 });
    return response;
  }

  private change(tokens: Tokens | undefined): void {
    this.current = tokens;
    this.onChange(tokens);
  }
}
