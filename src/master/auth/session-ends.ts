import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { ValidationError } from '../../common/index.js';
import { RequestAccess } from '../../tenancy/index.js';
import { InvalidRefreshTokenError } from '../master.errors.js';
import { SessionStates } from '../sessions/session-states.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { CookieSessions } from './cookies/index.js';
import type { CookieSession } from './cookies/index.js';

/** Whether a session goes on, and how it ends: by its people, or by their doing nothing. */
@Injectable()
export class SessionEnds {
  constructor(
    private readonly sessions: SessionsService,
    private readonly cookies: CookieSessions,
    private readonly access: RequestAccess,
    private readonly states: SessionStates,
  ) {}

  /**
   * The session of the request's cookie, to be refreshed; one that was idle or has lasted for too long is ended.
   * @throws ValidationError without a cookie; ForgedRequestError, InvalidRefreshTokenError.
   */
  async goingOn(request: Request): Promise<CookieSession> {
    const session = this.cookies.read(request);
    if (session === undefined) throw new ValidationError([{ field: 'refreshToken', message: 'must be a string' }]);
    if (!session.isOver) return session;
    await this.sessions.endByRefreshToken(session.refreshToken);
    throw new InvalidRefreshTokenError();
  }

  /**
   * Signs out: the session of the token given, else of the Authorization header, else of the cookies.
   * @throws UnauthenticatedError, SessionEndedError, ForgedRequestError.
   */
  async end(request: Request, refreshToken?: string): Promise<void> {
    const isOfCookies = refreshToken === undefined && request.headers.authorization === undefined;
    const token = isOfCookies ? this.cookies.read(request)?.refreshToken : refreshToken;
    if (token !== undefined) await this.sessions.endByRefreshToken(token);
    else await this.sessions.end((await this.states.principal(this.access.claims(request))).sessionId);
  }
}
