import { DAY_MS, daysRemaining } from './periods.js';
import type { Subscription } from './subscription.entity.js';

/** `full`: reads and writes. `read-only`: reads. `locked`: only the subscription routes, sign-out and export. */
export const ACCESS_LEVELS = ['full', 'read-only', 'locked'] as const;
export type Access = (typeof ACCESS_LEVELS)[number];

/** Why access is as it is; the same before and after the clock's doings are recorded. */
export const ACCESS_REASONS = [
  'trial',
  'paid',
  'payment-due',
  'trial-ended',
  'payment-overdue',
  'canceled',
  'deletion',
] as const;
export type AccessReason = (typeof ACCESS_REASONS)[number];

export interface Entitlement {
  readonly access: Access;
  readonly reason: AccessReason;
  /** When this access ends, from which instant on there is less of it; null when it is locked. */
  readonly endsAt: Date | null;
  /** Days of 24 hours until then, rounded up; 0 when it is locked. */
  readonly daysLeft: number;
}

/** What decides about access. */
export const ENTITLEMENT_FACTS = [
  'status',
  'trialEndsAt',
  'currentPeriodEndsAt',
  'endedAt',
  'cancelAtPeriodEnd',
  'billedBy',
  'eraseAt',
] as const satisfies readonly (keyof Subscription)[];

export type EntitlementFacts = Pick<Subscription, (typeof ENTITLEMENT_FACTS)[number]>;

/** What decides about access as far as money goes. */
export type PaymentFacts = Omit<EntitlementFacts, 'eraseAt'>;

export interface EntitlementRules {
  /** Days of 24 hours in which data can be read after the end of full access. */
  readonly readOnlyDays: number;
}

/** A provider collects after the period's end; until it can have failed for good, access goes on. */
export const RENEWAL_GRACE_MS = 3 * DAY_MS;

/**
 * What a company may do at an instant: a pure function of its subscription, so that a stopped scheduler never extends a
 * trial. All times are instants: no zone and no daylight-saving change has a say. At an end itself the later state holds.
 */
export function entitlement(subscription: EntitlementFacts, now: Date, rules: EntitlementRules): Entitlement {
  const paid = paidEntitlement(subscription, now, rules);
  return subscription.eraseAt ? untilErased(paid, subscription.eraseAt, now) : paid;
}

/** A company that is to be deleted can be read until then, as far as it could be read anyway. */
function untilErased(paid: Entitlement, eraseAt: Date, now: Date): Entitlement {
  const reason = 'deletion';
  if (paid.access === 'locked' || now >= eraseAt) return { access: 'locked', reason, endsAt: null, daysLeft: 0 };
  const isLockedBefore = paid.access === 'read-only' && paid.endsAt !== null && paid.endsAt < eraseAt;
  const endsAt = isLockedBefore ? paid.endsAt : eraseAt;
  return { access: 'read-only', reason, endsAt, daysLeft: daysRemaining(endsAt, now) };
}

function paidEntitlement(subscription: PaymentFacts, now: Date, rules: EntitlementRules): Entitlement {
  const end = fullAccessEnd(subscription);
  const isOver = now >= end;
  const reason = isOver ? reasonAfter(subscription) : reasonBefore(subscription, now);
  if (!isOver) return { access: 'full', reason, endsAt: end, daysLeft: daysRemaining(end, now) };
  const lock = readOnlyEnd(subscription, rules);
  if (now < lock) return { access: 'read-only', reason, endsAt: lock, daysLeft: daysRemaining(lock, now) };
  return { access: 'locked', reason, endsAt: null, daysLeft: 0 };
}

/** The instant from which there is no full access any more, unless something changes. */
export function fullAccessEnd(subscription: PaymentFacts): Date {
  const { status, trialEndsAt, currentPeriodEndsAt, endedAt } = subscription;
  if (status === 'canceled' || status === 'expired') return endedAt ?? currentPeriodEndsAt;
  if (status === 'trialing') return trialEndsAt ?? currentPeriodEndsAt;
  return new Date(currentPeriodEndsAt.getTime() + graceMs(subscription));
}

/** The instant from which nothing can be read any more. */
export function readOnlyEnd(subscription: PaymentFacts, { readOnlyDays }: EntitlementRules): Date {
  return new Date(fullAccessEnd(subscription).getTime() + readOnlyDays * DAY_MS);
}

function graceMs({ billedBy, cancelAtPeriodEnd }: PaymentFacts): number {
  return billedBy === 'stripe' && !cancelAtPeriodEnd ? RENEWAL_GRACE_MS : 0;
}

function reasonBefore(subscription: PaymentFacts, now: Date): AccessReason {
  const { status, cancelAtPeriodEnd, currentPeriodEndsAt } = subscription;
  if (status === 'trialing') return 'trial';
  if (status === 'canceled' || status === 'expired') return reasonAfter(subscription);
  if (status === 'past_due' || (now >= currentPeriodEndsAt && !cancelAtPeriodEnd)) return 'payment-due';
  return 'paid';
}

function reasonAfter({ status, cancelAtPeriodEnd, endedAt, trialEndsAt }: PaymentFacts): AccessReason {
  if (status === 'canceled') return 'canceled';
  if (status === 'expired') return endedAt?.getTime() === trialEndsAt?.getTime() ? 'trial-ended' : 'payment-overdue';
  if (cancelAtPeriodEnd) return 'canceled';
  return status === 'trialing' ? 'trial-ended' : 'payment-overdue';
}
