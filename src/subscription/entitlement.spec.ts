import { describe, expect, it } from '@jest/globals';
import { entitlementCases } from '../../test/support/entitlement-cases.mjs';
import { entitlement } from './entitlement.js';
import type { EntitlementFacts } from './entitlement.js';
import { DAY_MS } from './periods.js';
import { SUBSCRIPTION_STATUSES } from './subscription.entity.js';

const END = Date.parse('2026-12-08T08:00:00.000Z');
const READ_ONLY_DAYS = 30;
const LOCK = END + READ_ONLY_DAYS * DAY_MS;
const RULES = { readOnlyDays: READ_ONLY_DAYS };

const at = (facts: EntitlementFacts, now: number, rules = RULES) => entitlement(facts, new Date(now), rules);
const access = (facts: EntitlementFacts, now: number, rules = RULES): string => at(facts, now, rules).access;

describe.each(entitlementCases(END))('entitlement: %s', (_name, facts, before, after) => {
  it('gives no full access at the end or after it, whatever the status says', () => {
    for (const late of [0, 1, DAY_MS, 29 * DAY_MS]) {
      expect(at(facts, END + late)).toMatchObject({ access: 'read-only', reason: after, endsAt: new Date(LOCK) });
    }
  });

  it('gives nothing to read from the end of the read-only days on', () => {
    for (const late of [0, 1, 365 * DAY_MS]) {
      expect(at(facts, LOCK + late)).toEqual({ access: 'locked', reason: after, endsAt: null, daysLeft: 0 });
    }
    expect(at(facts, LOCK - 1)).toMatchObject({ access: 'read-only', reason: after, daysLeft: 1 });
  });

  it('gives full access until one millisecond before the end', () => {
    expect(at(facts, END - 1)).toEqual({ access: 'full', reason: before, endsAt: new Date(END), daysLeft: 1 });
    expect(access(facts, END - 40 * DAY_MS)).toBe('full');
  });

  it('counts days begun, to the end of the access there is', () => {
    expect(at(facts, END - 2 * DAY_MS).daysLeft).toBe(2);
    expect(at(facts, END - 2 * DAY_MS - 1).daysLeft).toBe(3);
    expect(at(facts, END).daysLeft).toBe(READ_ONLY_DAYS);
  });

  it('locks at once without read-only days', () => {
    const rules = { readOnlyDays: 0 };
    expect([-1, 0, 1].map((late) => access(facts, END + late, rules))).toEqual(['full', 'locked', 'locked']);
  });
});

describe('entitlement', () => {
  it('is tested for every status', () => {
    const tested = entitlementCases(END).map(([, { status }]) => status);
    expect([...new Set(tested)].sort()).toEqual([...SUBSCRIPTION_STATUSES].sort());
  });

  it('is that of somebody who pays until the period ends, and then of somebody whose provider is collecting', () => {
    const facts = entitlementCases(END).find(([name]) => name === 'active by a provider')![1];
    const periodEnd = facts.currentPeriodEndsAt.getTime();
    expect(at(facts, periodEnd - 1)).toMatchObject({ access: 'full', reason: 'paid', daysLeft: 4 });
    expect(at(facts, periodEnd)).toMatchObject({ access: 'full', reason: 'payment-due', daysLeft: 3 });
  });

  it('does not change anything', () => {
    for (const [, facts] of entitlementCases(END)) {
      expect(() => at(Object.freeze(facts), END)).not.toThrow();
    }
  });
});
