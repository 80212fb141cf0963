import { applyDecorators, Injectable, SetMetadata } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerStorageService } from '@nestjs/throttler';
import type { Request } from 'express';
import { ProblemError } from '../common/index.js';
import { Settings } from '../config/index.js';

type Limit = 'sign-in' | 'registration';
const LIMIT = 'medadmin:rateLimit';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Limits attempts per address to sign in, or to prove a password. */
export const LimitSignIn = (): MethodDecorator => applyDecorators(SetMetadata(LIMIT, 'sign-in' satisfies Limit));
/** Limits registrations per address. */
export const LimitRegistration = (): MethodDecorator => applyDecorators(SetMetadata(LIMIT, 'registration' satisfies Limit));

/** Too many attempts from one address. */
export class TooManyRequestsError extends ProblemError {
  constructor(retryAfterSeconds: number) {
    super('too-many-requests', 'Too many attempts; try again later.', {
      headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) },
    });
  }
}

/** Counts attempts at the handlers that say so, per client address. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly settings: Settings,
    private readonly attempts: ThrottlerStorageService,
  ) {}

  /** @throws TooManyRequestsError. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!this.settings.rateLimit) return true;
    const limit = this.reflector.get<Limit | undefined>(LIMIT, context.getHandler());
    if (limit === undefined) return true;
    const { max, windowMs } = this.figures(limit);
    const address = context.switchToHttp().getRequest<Request>().ip ?? 'unknown';
    const { isBlocked, timeToBlockExpire } = await this.attempts.increment(`${limit}:${address}`, windowMs, max, windowMs, limit);
    if (isBlocked) throw new TooManyRequestsError(timeToBlockExpire);
    return true;
  }

  private figures(limit: Limit): { max: number; windowMs: number } {
    return limit === 'sign-in'
      ? { max: this.settings.rateLimitSignInPerMinute, windowMs: MINUTE_MS }
      : { max: this.settings.rateLimitRegistrationPerHour, windowMs: HOUR_MS };
  }
}
