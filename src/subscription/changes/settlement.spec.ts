import { describe, expect, it } from '@jest/globals';
import { entitlementCases } from '../../../test/support/entitlement-cases.mjs';
import { newPlan, newSubscription } from '../../../test/support/subscriptions.js';
import { entitlement } from '../entitlement.js';
import { DAY_MS } from '../periods.js';
import type { Subscription } from '../subscription.entity.js';
import { statusAfter } from '../transitions.js';
import { dueByClock, dueChange } from './settlement.js';

const END = Date.parse('2026-12-08T08:00:00.000Z');
const RULES = { readOnlyDays: 30 };
const OFFSETS = [-1, 0, 1, 3 * DAY_MS, 30 * DAY_MS - 1, 30 * DAY_MS, 40 * DAY_MS];

/** Records all that is due at an instant. @returns the actions. */
function record(subscription: Subscription, now: Date): string[] {
  const due = dueByClock(subscription, now, RULES);
  if (due === undefined) return [];
  Object.assign(subscription, due.set, { status: statusAfter(due.action, subscription.status) });
  return [due.action, ...record(subscription, now)];
}

describe.each(entitlementCases(END))('what the clock does to a subscription that is %s', (_name, facts) => {
  it('changes nobody’s access when it is recorded, however late', () => {
    for (const recordedAfter of OFFSETS) {
      const subscription = newSubscription(facts);
      record(subscription, new Date(END + recordedAfter));
      for (const offset of OFFSETS.filter((one) => one >= recordedAfter)) {
        const now = new Date(END + offset);
        expect(entitlement(subscription, now, RULES)).toEqual(entitlement(facts, now, RULES));
      }
    }
  });

  it('comes to an end', () => {
    const subscription = newSubscription(facts);
    record(subscription, new Date(END + 40 * DAY_MS));
    expect(['canceled', 'expired']).toContain(subscription.status);
    expect(subscription.endedAt).toEqual(new Date(END));
    expect(record(subscription, new Date(END + 400 * DAY_MS))).toEqual([]);
  });
});

describe('what the clock does', () => {
  const due = (input: Partial<Subscription>, offset: number) =>
    dueByClock(newSubscription({ currentPeriodEndsAt: new Date(END), ...input }), new Date(END + offset), RULES);

  it.each([
    ['trialing', 'expire'],
    ['active', 'lapse'],
  ] as const)('to one that is %s is to %s, at the end itself and as of the end', (status, action) => {
    const input = { status, trialEndsAt: new Date(END) };
    expect(due(input, -1)).toBeUndefined();
    for (const late of [0, 1, DAY_MS]) expect(due(input, late)).toMatchObject({ action, effectiveAt: new Date(END) });
  });

  it.each(['trialing', 'active', 'past_due'] as const)('to one that is %s and canceled is to end', (status) => {
    const input = { status, trialEndsAt: new Date(END), cancelAtPeriodEnd: true };
    expect(due(input, 0)).toEqual({ action: 'end', effectiveAt: new Date(END), set: { endedAt: new Date(END) } });
  });

  it('to one that is past due is to expire when it is locked', () => {
    expect(due({ status: 'past_due' }, 30 * DAY_MS - 1)).toBeUndefined();
    expect(due({ status: 'past_due' }, 30 * DAY_MS)).toEqual({
      action: 'expire',
      effectiveAt: new Date(END + 30 * DAY_MS),
      set: { endedAt: new Date(END) },
    });
  });

  it('to a change that waits is to make it, at its time and not before', () => {
    const pendingPlan = newPlan();
    const subscription = newSubscription({ pendingPlan, pendingChangesAt: new Date(END) });
    expect(dueChange(subscription, new Date(END - 1))).toBeUndefined();
    expect(dueChange(subscription, new Date(END))).toEqual({ plan: pendingPlan, billingCycle: 'monthly' });
    expect(dueChange(newSubscription(), new Date(END))).toBeUndefined();
  });
});
