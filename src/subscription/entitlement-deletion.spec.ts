import { describe, expect, it } from '@jest/globals';
import { entitlement } from './entitlement.js';
import type { EntitlementFacts } from './entitlement.js';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-24T08:00:00Z');
const at = (days: number): Date => new Date(NOW.getTime() + days * DAY_MS);

/** A paid subscription of a company that is erased in so many days. */
function facts(eraseInDays: number | null, paidForDays: number): EntitlementFacts {
  return {
    status: 'active',
    trialEndsAt: null,
    currentPeriodEndsAt: at(paidForDays),
    endedAt: null,
    cancelAtPeriodEnd: false,
    billedBy: 'manual',
    eraseAt: eraseInDays === null ? null : at(eraseInDays),
  };
}

describe('what a company that is to be deleted is entitled to', () => {
  const of = (subscription: EntitlementFacts) => entitlement(subscription, NOW, { readOnlyDays: 30 });

  it('is reading, until it is erased, though more was paid for', () => {
    expect(of(facts(null, 300))).toMatchObject({ access: 'full', reason: 'paid' });
    expect(of(facts(30, 300))).toEqual({ access: 'read-only', reason: 'deletion', endsAt: at(30), daysLeft: 30 });
    expect(of(facts(0, 300))).toEqual({ access: 'locked', reason: 'deletion', endsAt: null, daysLeft: 0 });
  });

  it('is no more than without its deletion', () => {
    expect(of(facts(30, -10))).toEqual({ access: 'read-only', reason: 'deletion', endsAt: at(20), daysLeft: 20 });
    expect(of(facts(30, -40))).toMatchObject({ access: 'locked', reason: 'deletion' });
  });
});
