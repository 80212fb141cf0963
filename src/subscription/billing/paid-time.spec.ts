import { describe, expect, it } from '@jest/globals';
import { newPlan, newSubscription } from '../../../test/support/subscriptions.js';
import type { Subscription } from '../subscription.entity.js';
import { paidTime } from './paid-time.js';

const at = (day: string): Date => new Date(`${day}T00:00:00.000Z`);
const period = (startsAt: string, endsAt: string): Partial<Subscription> => ({
  currentPeriodStartsAt: at(startsAt),
  currentPeriodEndsAt: at(endsAt),
});
const paid = (input: Partial<Subscription>, now: string, periods = 1) =>
  paidTime(newSubscription(input), periods, at(now));

describe('paid time', () => {
  it('begins after the trial, of which nothing is lost', () => {
    const { set, ...time } = paid({ status: 'trialing', ...period('2026-11-24', '2026-12-08') }, '2026-11-30');
    expect(time).toEqual({ startsAt: at('2026-12-08'), endsAt: at('2027-01-08') });
    expect(set).toMatchObject({ ...period('2026-12-08', '2027-01-08'), cancelAtPeriodEnd: false, endedAt: null });
  });

  it('makes the running period longer, with no drift over months of several lengths', () => {
    const { set, ...time } = paid(period('2026-01-31', '2026-02-28'), '2026-02-20');
    expect(time).toEqual({ startsAt: at('2026-02-28'), endsAt: at('2026-03-31') });
    expect(set).toMatchObject(period('2026-01-31', '2026-03-31'));
  });

  it.each(['past_due', 'expired', 'canceled'] as const)('begins now when it is %s and over', (status) => {
    const over = { status, ...period('2026-11-01', '2026-12-01'), endedAt: at('2026-12-01'), cancelAtPeriodEnd: true };
    const { set, ...time } = paid(over, '2026-12-20', 2);
    expect(time).toEqual({ startsAt: at('2026-12-20'), endsAt: at('2027-02-20') });
    expect(set).toMatchObject({ ...period('2026-12-20', '2027-02-20'), cancelAtPeriodEnd: false, endedAt: null });
  });

  it('follows a period that is not made of whole cycles', () => {
    const { set } = paid(period('2026-11-01', '2026-11-20'), '2026-11-10');
    expect(set).toMatchObject(period('2026-11-20', '2026-12-20'));
  });

  it('is of the cycle that is to come, if it begins when that does', () => {
    const pending = { pendingBillingCycle: 'yearly', pendingChangesAt: at('2026-12-01') } as const;
    const { set, endsAt } = paid(pending, '2026-11-20');
    expect(endsAt).toEqual(at('2027-12-01'));
    expect(set).toMatchObject({ billingCycle: 'yearly', pendingBillingCycle: null, pendingChangesAt: null });
  });

  it('leaves a plan that waits waiting', () => {
    const pendingPlan = newPlan();
    const pending = { pendingPlan, pendingBillingCycle: 'yearly', pendingChangesAt: at('2026-12-01') } as const;
    const { set } = paid(pending, '2026-11-20');
    expect(set).toMatchObject({ billingCycle: 'yearly', pendingBillingCycle: null });
    expect(set).not.toHaveProperty('pendingPlan');
    expect(set).not.toHaveProperty('pendingChangesAt');
  });
});
