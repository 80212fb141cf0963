import { applyDecorators, Injectable, SetMetadata } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Settings } from '../config/index.js';
import { TooManyRequestsError } from './http.errors.js';

type Limit = 'sign-in' | 'registration';
const LIMIT = 'medadmin:rateLimit';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/** Limits attempts per address to sign in, or to prove a password. */
export const LimitSignIn = (): MethodDecorator => applyDecorators(SetMetadata(LIMIT, 'sign-in' satisfies Limit));
/** Limits registrations per address. */
export const LimitRegistration = (): MethodDecorator =>
  applyDecorators(SetMetadata(LIMIT, 'registration' satisfies Limit));

/** Counts attempts at the handlers that say so, per client address. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly limiters: Readonly<Record<Limit, RateLimiterMemory>>;

  constructor(
    private readonly reflector: Reflector,
    private readonly settings: Settings,
  ) {
    this.limiters = {
      'sign-in': new RateLimiterMemory({ points: settings.rateLimitSignInPerMinute, duration: MINUTE_S }),
      registration: new RateLimiterMemory({ points: settings.rateLimitRegistrationPerHour, duration: HOUR_S }),
    };
  }

  /** @throws TooManyRequestsError. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (!this.settings.rateLimit) return true;
    const limit = this.reflector.get<Limit | undefined>(LIMIT, context.getHandler());
    return limit === undefined || this.consume(limit, context.switchToHttp().getRequest<Request>());
  }

  private async consume(limit: Limit, request: Request): Promise<boolean> {
    const address = request.ip ?? 'unknown';
    try {
      await this.limiters[limit].consume(address);
      return true;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) throw new TooManyRequestsError(refusal.msBeforeNext / 1000);
      throw refusal;
    }
  }
}
