/**
 * Every kind of subscription that entitlement tells apart, with the instant at which its full access ends. Times are
 * given around `end`, so that the same cases can be laid across any date.
 */
const DAY_MS = 86_400_000;

/** @param end an instant as a number of milliseconds. */
export function entitlementCases(end) {
  const at = (offset) => new Date(end + offset);
  const base = {
    trialEndsAt: at(-60 * DAY_MS),
    currentPeriodEndsAt: at(0),
    endedAt: null,
    cancelAtPeriodEnd: false,
    billedBy: 'manual',
  };
  const trial = { ...base, trialEndsAt: at(0) };
  const collected = { ...base, billedBy: 'stripe', currentPeriodEndsAt: at(-3 * DAY_MS) };
  const kept = { ...base, billedBy: 'stripe', cancelAtPeriodEnd: true };
  const over = { ...base, currentPeriodEndsAt: at(9 * DAY_MS), endedAt: at(0) };
  return [
    ['trialing', { ...trial, status: 'trialing' }, 'trial', 'trial-ended'],
    ['trialing, to be canceled', { ...trial, status: 'trialing', cancelAtPeriodEnd: true }, 'trial', 'canceled'],
    ['active', { ...base, status: 'active' }, 'paid', 'payment-overdue'],
    ['active, to be canceled', { ...base, status: 'active', cancelAtPeriodEnd: true }, 'paid', 'canceled'],
    ['active by a provider', { ...collected, status: 'active' }, 'payment-due', 'payment-overdue'],
    ['active by a provider, to be canceled', { ...kept, status: 'active' }, 'paid', 'canceled'],
    ['past_due', { ...base, status: 'past_due' }, 'payment-due', 'payment-overdue'],
    ['past_due, to be canceled', { ...base, status: 'past_due', cancelAtPeriodEnd: true }, 'payment-due', 'canceled'],
    ['past_due by a provider', { ...collected, status: 'past_due' }, 'payment-due', 'payment-overdue'],
    ['past_due by a provider, to be canceled', { ...kept, status: 'past_due' }, 'payment-due', 'canceled'],
    ['canceled', { ...over, status: 'canceled' }, 'canceled', 'canceled'],
    ['expired after a trial', { ...over, status: 'expired', trialEndsAt: at(0) }, 'trial-ended', 'trial-ended'],
    ['expired after it was paid for', { ...over, status: 'expired' }, 'payment-overdue', 'payment-overdue'],
  ];
}
