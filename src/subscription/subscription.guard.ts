import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { accessPolicy, allowsInactiveSubscription, principalOf } from '../common/index.js';
import type { StatefulRequest } from '../common/index.js';
import { SubscriptionInactiveError } from './subscription.errors.js';
import type { EntitlementFacts } from './entitlement.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** Methods that change nothing (RFC 9110, 9.2.1). */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Asks of every handler for people of a company whether the company's subscription allows it now: all while access is
 * full, reading while it is read-only, nothing when it is locked. `@AllowInactiveSubscription()` opens a handler.
 */
@Injectable()
export class SubscriptionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /** @throws SubscriptionInactiveError. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (accessPolicy(this.reflector, context)?.kind !== 'roles') return true;
    if (allowsInactiveSubscription(this.reflector, context)) return true;
    const request = context.switchToHttp().getRequest<StatefulRequest>();
    const { companyId } = principalOf(request);
    if (companyId === null) return true;
    const isReading = READING.has(request.method ?? '');
    const known = this.subscriptions.known(companyId);
    return known === undefined
      ? this.subscriptions.current(companyId).then((found) => this.decide(found, isReading))
      : this.decide(known, isReading);
  }

  private decide(subscription: EntitlementFacts | null, isReading: boolean): true {
    // A company gets its subscription in the transaction that makes it active; without one nothing was agreed.
    if (subscription === null) throw new SubscriptionInactiveError();
    const entitlement = this.subscriptions.entitlementOf(subscription);
    const isAllowed = entitlement.access === 'full' || (entitlement.access === 'read-only' && isReading);
    if (!isAllowed) throw new SubscriptionInactiveError(entitlement);
    return true;
  }
}
