import { fullAccessEnd, readOnlyEnd } from '../entitlement.js';
import type { EntitlementRules } from '../entitlement.js';
import type { Order } from '../billing/billing-provider.js';
import type { SubscriptionFields } from '../subscriptions.service.js';
import type { Subscription } from '../subscription.entity.js';
import type { SubscriptionAction } from '../transitions.js';

/** Something that the clock has done to a subscription and that is not recorded yet. */
export interface Due {
  readonly action: SubscriptionAction;
  /** When it became true, to the millisecond, whenever it is recorded. */
  readonly effectiveAt: Date;
  readonly set: SubscriptionFields;
}

/** The next thing to record, if any. Recording it changes nobody's access: `entitlement` knew it all along. Pure. */
export function dueByClock(subscription: Subscription, now: Date, rules: EntitlementRules): Due | undefined {
  const { status, cancelAtPeriodEnd } = subscription;
  const end = fullAccessEnd(subscription);
  if (status === 'canceled' || status === 'expired' || now < end) return undefined;
  const set = { endedAt: end };
  if (cancelAtPeriodEnd) return { action: 'end', effectiveAt: end, set };
  if (status === 'trialing') return { action: 'expire', effectiveAt: end, set };
  if (status === 'active') return { action: 'lapse', effectiveAt: end, set: {} };
  const lock = readOnlyEnd(subscription, rules);
  return now < lock ? undefined : { action: 'expire', effectiveAt: lock, set };
}

/** The change that waits and whose time has come; undefined when there is none. Pure. */
export function dueChange(subscription: Subscription, now: Date): Order | undefined {
  const { pendingChangesAt, pendingPlan, pendingBillingCycle, plan, billingCycle } = subscription;
  if (pendingChangesAt === null || now < pendingChangesAt) return undefined;
  return { plan: pendingPlan ?? plan, billingCycle: pendingBillingCycle ?? billingCycle };
}

/** A subscription on which nothing waits. */
export const NOTHING_PENDING = { pendingPlan: null, pendingBillingCycle: null, pendingChangesAt: null };
