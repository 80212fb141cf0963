import { applyDecorators, Injectable, SetMetadata } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import cluster from 'node:cluster';
import { RateLimiterCluster, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Settings } from '../config/index.js';
import { TooManyRequestsError } from './http.errors.js';

type Limit = 'sign-in' | 'registration';
const LIMIT = 'medadmin:rateLimit';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
/** Longest wait for the process that counts, in milliseconds. */
const ANSWER_MS = 3_000;

/** Limits attempts per address to sign in, or to prove a password. */
export const LimitSignIn = (): MethodDecorator => applyDecorators(SetMetadata(LIMIT, 'sign-in' satisfies Limit));
/** Limits registrations per address. */
export const LimitRegistration = (): MethodDecorator =>
  applyDecorators(SetMetadata(LIMIT, 'registration' satisfies Limit));

/** Counts attempts at the handlers that say so, per client address. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly limiters: Readonly<Record<Limit, RateLimiterMemory | RateLimiterCluster>>;

  constructor(
    private readonly reflector: Reflector,
    private readonly settings: Settings,
  ) {
    this.limiters = {
      'sign-in': limiter('sign-in', settings.rateLimitSignInPerMinute, MINUTE_S),
      registration: limiter('registration', settings.rateLimitRegistrationPerHour, HOUR_S),
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

/** Processes that share a port count together, in the process that started them. */
function limiter(keyPrefix: Limit, points: number, duration: number): RateLimiterMemory | RateLimiterCluster {
  const options = { keyPrefix, points, duration };
  return cluster.isWorker
    ? new RateLimiterCluster({ ...options, timeoutMs: ANSWER_MS })
    : new RateLimiterMemory(options);
}
