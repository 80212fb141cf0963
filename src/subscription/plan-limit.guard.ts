import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { principalOf } from '../common/index.js';
import type { StatefulRequest } from '../common/index.js';
import { TenantUsage } from '../tenancy/index.js';
import { countsAgainst } from './counts-against.decorator.js';

/** Refuses early what the plan has no room for, at handlers that say `@CountsAgainst()`. It decides nothing else. */
@Injectable()
export class PlanLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly usage: TenantUsage,
  ) {}

  /** @throws PlanLimitReachedError; what opening the company throws. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const resource = countsAgainst(this.reflector, context);
    if (resource === undefined) return true;
    const request = context.switchToHttp().getRequest<StatefulRequest>();
    // A repeated request adds nothing: it is answered as it was the first time, when there was room.
    if (request.headers['idempotency-key'] !== undefined) return true;
    const { companyId } = principalOf(request);
    return companyId === null || this.usage.assertRoom(companyId, resource).then(() => true);
  }
}
