import { describe, expect, it } from '@jest/globals';
import { newPlan, newSubscription } from '../../../test/support/subscriptions.js';
import { cyclesIn, proration } from './proration.js';

const at = (time: string): Date => new Date(time);
const bigger = newPlan({ priceMonthlyCents: 3001, priceYearlyCents: 30_000 });

describe('proration', () => {
  it('sets the rest of the old price off against the rest of the new one', () => {
    expect(proration(newSubscription(), bigger, at('2026-11-16T00:00:00.000Z'))).toEqual({
      creditCents: 500,
      // 1500.5 cents: half a cent goes up.
      chargeCents: 1501,
      dueCents: 1001,
    });
  });

  it('is all of both prices at the beginning of the period, and nothing at its end', () => {
    const subscription = newSubscription();
    expect(proration(subscription, bigger, at('2026-11-01T00:00:00.000Z'))).toMatchObject({
      creditCents: 1000,
      chargeCents: 3001,
    });
    for (const late of ['2026-12-01T00:00:00.000Z', '2026-12-24T00:00:00.000Z'])
      expect(proration(subscription, bigger, at(late))).toMatchObject({ creditCents: 0, chargeCents: 0, dueCents: 0 });
  });

  it('counts milliseconds', () => {
    const priceMonthlyCents = 30 * 24 * 60 * 60 * 1000;
    const subscription = newSubscription({ plan: newPlan({ priceMonthlyCents }) });
    const { creditCents } = proration(subscription, bigger, at('2026-11-30T23:59:59.997Z'));
    expect(creditCents).toBe(3);
  });

  it('stays exact for the largest price of a year', () => {
    const plan = newPlan({ priceYearlyCents: 2_147_483_647 });
    const subscription = newSubscription({
      plan,
      billingCycle: 'yearly',
      currentPeriodEndsAt: at('2027-11-01T00:00:00.000Z'),
    });
    const first = proration(subscription, plan, at('2026-11-01T00:00:00.001Z'));
    // 2147483647 × (1 − 1 ms / 365 d) = 2147483646.93…
    expect(first).toEqual({ creditCents: 2_147_483_647, chargeCents: 2_147_483_647, dueCents: 0 });
    const half = proration(subscription, plan, at('2027-05-02T12:00:00.000Z'));
    expect(half.creditCents).toBe(1_073_741_824);
  });

  it('knows how many cycles were paid ahead', () => {
    const ahead = newSubscription({ currentPeriodEndsAt: at('2027-02-01T00:00:00.000Z') });
    expect(cyclesIn(ahead)).toBe(3);
    expect(proration(ahead, bigger, at('2026-11-01T00:00:00.000Z')).creditCents).toBe(3000);
    expect(cyclesIn(newSubscription())).toBe(1);
  });

  it('takes a period that is still to begin for a whole one', () => {
    const subscription = newSubscription();
    expect(proration(subscription, bigger, at('2026-10-20T00:00:00.000Z')).creditCents).toBe(1000);
  });

  it('is in the company’s favour when the new plan costs less', () => {
    const cheaper = newPlan({ priceMonthlyCents: 400 });
    expect(proration(newSubscription(), cheaper, at('2026-11-16T00:00:00.000Z')).dueCents).toBe(-300);
  });
});
