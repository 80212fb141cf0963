import { cyclesIn } from '../changes/proration.js';
import { NOTHING_PENDING } from '../changes/settlement.js';
import { addCycles } from '../periods.js';
import type { Subscription } from '../subscription.entity.js';
import type { SubscriptionFields } from '../subscriptions.service.js';

/** The time that a payment is for, and what it makes of the subscription. */
export interface PaidTime {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly set: SubscriptionFields;
}

/**
 * Paid time begins where the present period or trial ends, or at the payment when that is over: time without access is
 * not charged, and nothing of a trial is lost. Paying ahead makes the period longer. Pure.
 * @param periods how many billing cycles are paid for; those of the cycle that is to come, if a change to it is due then.
 */
export function paidTime(subscription: Subscription, periods: number, now: Date): PaidTime {
  const { status, currentPeriodEndsAt, pendingChangesAt, pendingBillingCycle } = subscription;
  const isRunning = ['trialing', 'active', 'past_due'].includes(status) && now < currentPeriodEndsAt;
  const startsAt = isRunning ? currentPeriodEndsAt : now;
  const nextCycle = pendingChangesAt && pendingChangesAt <= startsAt ? pendingBillingCycle : null;
  const ahead = isRunning && nextCycle === null ? cyclesPaid(subscription) : 0;
  const from = ahead > 0 ? subscription.currentPeriodStartsAt : startsAt;
  const billingCycle = nextCycle ?? subscription.billingCycle;
  const endsAt = addCycles(from, billingCycle, ahead + periods);
  const period = { billingCycle, currentPeriodStartsAt: from, currentPeriodEndsAt: endsAt };
  const pending = nextCycle && (subscription.pendingPlan ? { pendingBillingCycle: null } : NOTHING_PENDING);
  return { startsAt, endsAt, set: { ...period, ...pending, cancelAtPeriodEnd: false, endedAt: null } };
}

/**
 * Billing cycles of a paid period, counted from its beginning, so that months of several lengths bring no drift; 0 when
 * there is none or it is not made of whole ones.
 */
function cyclesPaid(subscription: Subscription): number {
  const { status, currentPeriodStartsAt, currentPeriodEndsAt, billingCycle } = subscription;
  if (status === 'trialing') return 0;
  const cycles = cyclesIn(subscription);
  const end = addCycles(currentPeriodStartsAt, billingCycle, cycles);
  return end.getTime() === currentPeriodEndsAt.getTime() ? cycles : 0;
}
