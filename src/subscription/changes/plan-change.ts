import type { Order } from '../billing/billing-provider.js';
import { compareLimits } from './plan-fit.js';
import { planAnswer } from '../plan.dto.js';
import type { Plan } from '../plan.entity.js';
import { NO_PRORATION, priceCents, proration } from './proration.js';
import type { Proration } from './proration.js';
import type { Subscription } from '../subscription.entity.js';
import type { SubscriptionFields } from '../subscriptions.service.js';

/** What a change to another plan or billing cycle comes to. */
export interface PlanChange {
  /** What holds from now on; the present plan and cycle where those stay for the time being. */
  readonly now: Order;
  /** What is left for later; null when nothing is. */
  readonly later: { readonly plan: Plan | null; readonly billingCycle: Subscription['billingCycle'] | null } | null;
  /** When that is: the end of the period, or now when none is running. */
  readonly laterAt: Date;
  readonly proration: Proration;
}

/**
 * A change that takes nothing away holds at once; one that lowers a limit, or only the price, waits for the end of the
 * period or trial. A billing cycle that has been paid for runs to its end. Pure.
 */
export function planChange(subscription: Subscription, order: Order, now: Date): PlanChange {
  const isRunning = now < subscription.currentPeriodEndsAt && ['trialing', 'active'].includes(subscription.status);
  const isPaid = isRunning && subscription.status === 'active' && !isStillTrial(subscription);
  const waits = order.plan.id !== subscription.plan.id && !holdsAtOnce(subscription, order.plan, isPaid);
  const cycleWaits = order.billingCycle !== subscription.billingCycle && isPaid;
  const held = {
    plan: waits ? subscription.plan : order.plan,
    billingCycle: cycleWaits ? subscription.billingCycle : order.billingCycle,
  };
  return {
    now: held,
    later:
      waits || cycleWaits
        ? { plan: waits ? order.plan : null, billingCycle: cycleWaits ? order.billingCycle : null }
        : null,
    laterAt: isRunning ? subscription.currentPeriodEndsAt : now,
    proration: isPaid && held.plan.id !== subscription.plan.id ? proration(subscription, held.plan, now) : NO_PRORATION,
  };
}

/** Who lets a provider collect before the trial has ended pays from its end on. */
function isStillTrial({ trialEndsAt, currentPeriodEndsAt }: Subscription): boolean {
  return trialEndsAt !== null && trialEndsAt >= currentPeriodEndsAt;
}

function holdsAtOnce({ plan, billingCycle }: Subscription, next: Plan, isPaid: boolean): boolean {
  // What was paid in one currency cannot be set off in another.
  if (isPaid && plan.currency !== next.currency) return false;
  const limits = compareLimits(planAnswer(plan).limits, planAnswer(next).limits);
  return limits === 0 ? priceCents(next, billingCycle) >= priceCents(plan, billingCycle) : limits > 0;
}

/** Whether two of them are the same plan and cycle. */
export function isSameOrder(one: Order, other: Order): boolean {
  return one.plan.id === other.plan.id && one.billingCycle === other.billingCycle;
}

export interface RecordedChange {
  readonly action: 'change-plan' | 'schedule-change' | 'withdraw-change';
  readonly set: SubscriptionFields;
}

/** What a change writes down. A change that waited is replaced by it. Pure. */
export function recordedChange(subscription: Subscription, { now, later, laterAt }: PlanChange): RecordedChange {
  const set = {
    ...now,
    pendingPlan: later?.plan ?? null,
    pendingBillingCycle: later?.billingCycle ?? null,
    pendingChangesAt: later && laterAt,
  };
  if (!isSameOrder(now, subscription)) return { action: 'change-plan', set };
  return { action: later === null ? 'withdraw-change' : 'schedule-change', set };
}
