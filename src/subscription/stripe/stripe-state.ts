import type Stripe from 'stripe';
import { fullAccessEnd, readOnlyEnd } from '../entitlement.js';
import type { EntitlementRules } from '../entitlement.js';
import { addCycles } from '../periods.js';
import type { BillingCycle } from '../subscription.entity.js';
import type { SubscriptionAction } from '../transitions.js';
import { orderedBy } from './stripe-prices.js';

/** What Stripe's subscription means here. A pure function of it and the time, so that it does not matter what came before. */
export interface BilledState {
  readonly action: Extract<SubscriptionAction, `stripe-${string}`>;
  readonly billingSubscriptionId: string;
  /** Undefined: the price is none of ours, so the plan stays. */
  readonly order: { readonly planCode: string; readonly billingCycle: BillingCycle } | undefined;
  readonly periodStartsAt: Date;
  /** Until when has been paid, or until when the trial at Stripe goes. */
  readonly periodEndsAt: Date;
  readonly cancelAtPeriodEnd: boolean;
  readonly endedAt: Date | null;
  /** Undefined: it stays as it was. */
  readonly trialEndsAt?: Date;
}

/** Statuses of a subscription that was never paid: as if there were none. */
const NEVER_BEGUN = ['incomplete', 'incomplete_expired'];
/** A customer may have several, after cancelling and coming back: the first of these that there is, counts. */
const ORDER = [['active', 'trialing', 'past_due'], ['unpaid', 'paused'], ['canceled']];

/** The one of a customer's subscriptions that counts; of several the newest. */
export function subscriptionThatCounts(all: readonly Stripe.Subscription[]): Stripe.Subscription | undefined {
  const begun = all.filter(({ status }) => !NEVER_BEGUN.includes(status));
  const rank = ({ status }: Stripe.Subscription): number => {
    const place = ORDER.findIndex((statuses) => statuses.includes(status));
    return place < 0 ? ORDER.length : place;
  };
  return begun.sort((a, b) => rank(a) - rank(b) || b.created - a.created || (a.id < b.id ? 1 : -1))[0];
}

/** Whether Stripe collects for it, now or at the end of the trial there. */
export function isLive({ status }: Stripe.Subscription): boolean {
  return ORDER[0]!.includes(status);
}

/** @param subscription with its latest invoice. Undefined when Stripe says something that we do not know. */
export function billedState(
  subscription: Stripe.Subscription,
  now: Date,
  rules: EntitlementRules,
): BilledState | undefined {
  const item = subscription.items.data[0];
  if (item === undefined) return undefined;
  const facts = {
    billingSubscriptionId: subscription.id,
    order: orderedBy(item.price),
    // With flexible billing, cancelling on the customer's page sets a date instead.
    cancelAtPeriodEnd: subscription.cancel_at_period_end || subscription.cancel_at !== null,
    endedAt: null,
  };
  const starts = instant(item.current_period_start);
  const ends = instant(item.current_period_end);
  switch (subscription.status) {
    // Until the trial there ends, nothing is due, and the means of payment is known.
    case 'trialing':
      return { ...facts, ...period(starts, ends), trialEndsAt: ends, action: 'stripe-active' };
    case 'active':
      return { ...facts, ...period(starts, ends), action: 'stripe-active' };
    case 'past_due':
      return pastDue({ ...facts, ...paidUntil(starts, facts.order?.billingCycle) }, now, rules);
    case 'unpaid':
    case 'paused':
      return { ...facts, ...paidUntil(starts, facts.order?.billingCycle), endedAt: starts, action: 'stripe-expired' };
    case 'canceled':
      return { ...facts, ...endOf(subscription, item), action: 'stripe-canceled' };
    default:
      return undefined;
  }
}

/** Stripe goes on trying for weeks; the clock here has recorded the end by then, and that stands. */
function pastDue(facts: Omit<BilledState, 'action'>, now: Date, rules: EntitlementRules): BilledState {
  const unpaid = {
    status: 'past_due',
    billedBy: 'stripe',
    cancelAtPeriodEnd: facts.cancelAtPeriodEnd,
    currentPeriodEndsAt: facts.periodEndsAt,
    trialEndsAt: null,
    endedAt: null,
  } as const;
  if (now < readOnlyEnd(unpaid, rules)) return { ...facts, action: 'stripe-past-due' };
  return { ...facts, endedAt: fullAccessEnd(unpaid), action: 'stripe-expired' };
}

/** Stripe's period is already the one that has not been paid: what was paid for ended as it began. */
function paidUntil(end: Date, cycle: BillingCycle = 'monthly'): Pick<BilledState, 'periodStartsAt' | 'periodEndsAt'> {
  return period(addCycles(end, cycle, -1), end);
}

function endOf(
  { ended_at, canceled_at, latest_invoice }: Stripe.Subscription,
  item: Stripe.SubscriptionItem,
): Pick<BilledState, 'periodStartsAt' | 'periodEndsAt' | 'endedAt'> {
  const starts = instant(item.current_period_start);
  const ends = instant(item.current_period_end);
  const ended = instant(ended_at ?? canceled_at ?? item.current_period_end);
  const owes = ['open', 'uncollectible'].includes((latest_invoice as Stripe.Invoice | null)?.status ?? '');
  return { ...period(starts, ends), endedAt: owes && starts < ended ? starts : ended };
}

function period(periodStartsAt: Date, periodEndsAt: Date): Pick<BilledState, 'periodStartsAt' | 'periodEndsAt'> {
  return { periodStartsAt, periodEndsAt };
}

/** Stripe counts seconds. */
function instant(seconds: number): Date {
  return new Date(seconds * 1000);
}
