import { addCycles } from '../periods.js';
import type { Plan } from '../plan.entity.js';
import type { BillingCycle, Subscription } from '../subscription.entity.js';

/** What a change at once costs for the rest of the period that was paid for. */
export interface Proration {
  /** The rest of the present plan's price. */
  readonly creditCents: number;
  /** The same part of the new plan's price. */
  readonly chargeCents: number;
  /** To be paid; below zero it is in the company's favour. */
  readonly dueCents: number;
}

export const NO_PRORATION: Proration = { creditCents: 0, chargeCents: 0, dueCents: 0 };

/** Price of a plan for one billing cycle, in cents. */
export function priceCents(plan: Plan, cycle: BillingCycle): number {
  return cycle === 'monthly' ? plan.priceMonthlyCents : plan.priceYearlyCents;
}

/**
 * The price of both plans for what is left of the period, to the millisecond; each of the two sums is rounded to the
 * nearest cent, half a cent up, and the difference of the rounded sums is due.
 */
export function proration(subscription: Subscription, next: Plan, now: Date): Proration {
  const { plan, billingCycle: cycle } = subscription;
  const creditCents = rest(subscription, priceCents(plan, cycle), now);
  const chargeCents = rest(subscription, priceCents(next, cycle), now);
  return { creditCents, chargeCents, dueCents: chargeCents - creditCents };
}

function rest(subscription: Subscription, cyclePriceCents: number, now: Date): number {
  const { currentPeriodStartsAt: start, currentPeriodEndsAt: end } = subscription;
  const length = BigInt(end.getTime() - start.getTime());
  const left = BigInt(end.getTime() - Math.max(now.getTime(), start.getTime()));
  if (length <= 0n || left <= 0n) return 0;
  const price = BigInt(cyclePriceCents) * BigInt(cyclesIn(subscription));
  // Whole numbers throughout: cents times milliseconds do not fit a JavaScript number.
  return Number((2n * price * left + length) / (2n * length));
}

/** How many billing cycles the period has: more than one after paying ahead. */
export function cyclesIn({ currentPeriodStartsAt, currentPeriodEndsAt, billingCycle }: Subscription): number {
  let cycles = 1;
  while (addCycles(currentPeriodStartsAt, billingCycle, cycles + 1) <= currentPeriodEndsAt) cycles += 1;
  return cycles;
}
