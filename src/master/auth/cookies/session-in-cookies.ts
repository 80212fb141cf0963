import { applyDecorators, Injectable, UseInterceptors } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import { ApiHeader } from '../../../common/index.js';
import type { SignedInDto } from '../signed-in.dto.js';
import { KnownDevices } from '../throttle/known-devices.js';
import { CookieSessions } from './cookie-sessions.js';

@Injectable()
class SessionInCookiesInterceptor implements NestInterceptor<SignedInDto> {
  constructor(
    private readonly sessions: CookieSessions,
    private readonly devices: KnownDevices,
  ) {}

  /** @throws ValidationError before the handler does anything. */
  intercept(context: ExecutionContext, next: CallHandler<SignedInDto>): Observable<SignedInDto> {
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    const inCookies = this.sessions.areWanted(request);
    return next.handle().pipe(
      map((answer) => {
        this.devices.remember(request, response, answer.user.id, inCookies);
        return inCookies ? this.sessions.keep(response, answer) : answer;
      }),
    );
  }
}

/** Of a handler that signs somebody in: with `X-Session: cookie` the tokens go into cookies. */
export const SessionInCookies = (): MethodDecorator =>
  applyDecorators(UseInterceptors(SessionInCookiesInterceptor), ApiSessionHeader());

const ApiSessionHeader = (): MethodDecorator =>
  ApiHeader({
    name: 'X-Session',
    required: false,
    description:
      'For pages of this server: `cookie` keeps the session in HttpOnly cookies, and the tokens of the answer are empty. ' +
      'Requests that change something then need the value of the cookie `medadmin-csrf` in the header `X-CSRF-Token`.',
    schema: { type: 'string', enum: ['cookie'] },
    example: 'cookie',
  });
