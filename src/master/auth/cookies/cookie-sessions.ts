import { createHmac, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock, ProblemError, seal, setCookie, unseal, ValidationError } from '../../../common/index.js';
import { Settings, signingKey } from '../../../config/index.js';
import { AccessTokens, SessionCookies } from '../../../tenancy/index.js';
import type { SignedInDto } from '../signed-in.dto.js';

const MINUTE_MS = 60_000;
/**
 * A session of the pages ends when nothing came of it for so long. The pages sign off after 15 idle minutes by
 * themselves, and refresh at most two minutes after somebody did something.
 */
export const IDLE_LIMIT_MS = 17 * MINUTE_MS;
/** However busy, people sign in anew once in a working day. */
export const LONGEST_SESSION_MS = 12 * 60 * MINUTE_MS;

/** What the refresh cookie holds, sealed. Times in milliseconds since 1970. */
export interface CookieSession {
  readonly refreshToken: string;
  readonly sessionId: string;
  readonly startedAt: number;
  readonly seenAt: number;
}

/** Sessions of browsers: tokens go into cookies, and answers hold none. */
@Injectable()
export class CookieSessions {
  private readonly key: KeyObject;

  constructor(
    private readonly cookies: SessionCookies,
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    this.key = createSecretKey(createHmac('sha256', signingKey(settings)).update('session-cookies').digest());
  }

  /** Whether the client wants its session in cookies. @throws ValidationError for an X-Session that is not known. */
  areWanted({ headers }: Request): boolean {
    const wanted = headers['x-session'];
    if (wanted === undefined) return false;
    if (wanted !== 'cookie') throw new ValidationError([{ field: 'X-Session', message: 'must be cookie' }]);
    return true;
  }

  /**
   * Puts the tokens of an answer into cookies.
   * @param startedAt when the session began, if it goes on.
   * @returns the answer without them.
   */
  keep(response: Response, signedIn: SignedInDto, startedAt?: number): SignedInDto {
    const { accessToken, refreshToken, expiresIn } = signedIn;
    const { sessionId } = this.accessTokens.verify(accessToken);
    const now = this.clock.now().getTime();
    const kept: CookieSession = { refreshToken, sessionId, startedAt: startedAt ?? now, seenAt: now };
    const idleSeconds = IDLE_LIMIT_MS / 1000;
    this.set(response, this.cookies.access, accessToken, expiresIn);
    this.set(response, this.cookies.refresh, seal(kept, this.key), idleSeconds);
    this.set(response, this.cookies.csrf, this.cookies.csrfToken(sessionId), idleSeconds);
    return { ...signedIn, accessToken: '', refreshToken: '' };
  }

  /**
   * The session of the request's cookie; undefined without one.
   * @throws ForgedRequestError.
   */
  read(request: Request): (CookieSession & { readonly isOver: boolean }) | undefined {
    const sealed = this.cookies.refreshToken(request);
    const session = sealed === undefined ? undefined : unseal<CookieSession>(sealed, this.key);
    if (session === undefined) return undefined;
    this.cookies.assertOwnPage(request, session.sessionId);
    const now = this.clock.now().getTime();
    const isOver = now >= session.seenAt + IDLE_LIMIT_MS || now >= session.startedAt + LONGEST_SESSION_MS;
    return { ...session, isOver };
  }

  /** Does the work; a session that turns out to have ended takes its cookies with it. */
  async clearedOnFailure<Answer>(response: Response, work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) this.clear(response);
      throw error;
    }
  }

  clear(response: Response): void {
    for (const name of [this.cookies.access, this.cookies.refresh, this.cookies.csrf]) this.set(response, name, '', 0);
  }

  private set(response: Response, name: string, value: string, maxAgeSeconds: number): void {
    const { isSecure } = this.cookies;
    const isReadable = name === this.cookies.csrf;
    response.append('Set-Cookie', setCookie(name, value, { maxAgeSeconds, isSecure, isReadable }));
  }
}
