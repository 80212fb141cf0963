import { describe, expect, it } from '@jest/globals';
import { newPlan, newSubscription } from '../../../test/support/subscriptions.js';
import type { Subscription } from '../subscription.entity.js';
import { planChange, recordedChange } from './plan-change.js';
import { NO_PRORATION } from './proration.js';

const MIDDLE = new Date('2026-11-16T00:00:00.000Z');
const END = new Date('2026-12-01T00:00:00.000Z');

const present = newPlan();
const bigger = newPlan({ limitDoctors: null, priceMonthlyCents: 3000 });
const smaller = newPlan({ limitDoctors: 9, priceMonthlyCents: 9000 });
const cheaper = newPlan({ priceMonthlyCents: 900 });
const dearer = newPlan({ priceMonthlyCents: 1100 });
const foreign = newPlan({ limitDoctors: null, currency: 'EUR' });

const subscription = (input: Partial<Subscription> = {}): Subscription => newSubscription({ plan: present, ...input });

describe('a change of plan', () => {
  it.each([
    ['lowers a limit, whatever it costs', smaller],
    ['lowers only the price', cheaper],
    ['has another currency', foreign],
  ])('waits for the end of the paid period when it %s', (_what, plan) => {
    const change = planChange(subscription(), { plan, billingCycle: 'monthly' }, MIDDLE);
    expect(change).toEqual({
      now: { plan: present, billingCycle: 'monthly' },
      later: { plan, billingCycle: null },
      laterAt: END,
      proration: NO_PRORATION,
    });
  });

  it.each([
    ['raises a limit', bigger],
    ['raises only the price', dearer],
  ])('holds at once when it %s', (_what, plan) => {
    const change = planChange(subscription(), { plan, billingCycle: 'monthly' }, MIDDLE);
    expect(change).toMatchObject({ now: { plan, billingCycle: 'monthly' }, later: null });
    expect(change.proration).toMatchObject({ creditCents: 500, chargeCents: plan.priceMonthlyCents / 2 });
  });

  it('leaves the cycle that was paid for to its end, and changes the plan at once all the same', () => {
    const order = { plan: bigger, billingCycle: 'yearly' } as const;
    expect(planChange(subscription(), order, MIDDLE)).toMatchObject({
      now: { plan: bigger, billingCycle: 'monthly' },
      later: { plan: null, billingCycle: 'yearly' },
      laterAt: END,
      proration: { creditCents: 500, chargeCents: 1500, dueCents: 1000 },
    });
  });

  it('costs nothing in a trial, and takes another cycle or currency at once', () => {
    const order = { plan: foreign, billingCycle: 'yearly' } as const;
    const change = planChange(subscription({ status: 'trialing' }), order, MIDDLE);
    expect(change).toEqual({ now: order, later: null, laterAt: END, proration: NO_PRORATION });
  });

  it('waits for the end of a trial when it takes something away', () => {
    const change = planChange(subscription({ status: 'trialing' }), { plan: smaller, billingCycle: 'monthly' }, MIDDLE);
    expect(change).toMatchObject({ later: { plan: smaller }, laterAt: END });
  });

  it.each(['past_due', 'canceled', 'expired'] as const)('is due now when the subscription is %s', (status) => {
    const order = { plan: smaller, billingCycle: 'yearly' } as const;
    expect(planChange(subscription({ status }), order, END)).toEqual({
      now: { plan: present, billingCycle: 'yearly' },
      later: { plan: smaller, billingCycle: null },
      laterAt: END,
      proration: NO_PRORATION,
    });
  });

  it('is due at the end of the period itself, not a millisecond before', () => {
    const order = { plan: smaller, billingCycle: 'monthly' } as const;
    expect(planChange(subscription(), order, new Date(END.getTime() - 1)).laterAt).toEqual(END);
    const later = new Date(END.getTime() + 5);
    expect(planChange(subscription(), order, later).laterAt).toEqual(later);
  });
});

describe('what is recorded of a change', () => {
  const record = (one: Subscription, ...[plan, billingCycle]: [typeof present, 'monthly' | 'yearly']) =>
    recordedChange(one, planChange(one, { plan, billingCycle }, MIDDLE));
  const nothing = { pendingPlan: null, pendingBillingCycle: null, pendingChangesAt: null };

  it('is a change, with what waited before withdrawn', () => {
    const waiting = subscription({ pendingPlan: smaller, pendingChangesAt: END });
    expect(record(waiting, bigger, 'monthly')).toEqual({
      action: 'change-plan',
      set: { plan: bigger, billingCycle: 'monthly', ...nothing },
    });
  });

  it('is a change that waits', () => {
    expect(record(subscription(), smaller, 'yearly')).toEqual({
      action: 'schedule-change',
      set: {
        plan: present,
        billingCycle: 'monthly',
        pendingPlan: smaller,
        pendingBillingCycle: 'yearly',
        pendingChangesAt: END,
      },
    });
  });

  it('is that what waited is withdrawn, when the present plan is chosen', () => {
    const waiting = subscription({ pendingPlan: smaller, pendingChangesAt: END });
    expect(record(waiting, present, 'monthly')).toMatchObject({ action: 'withdraw-change', set: nothing });
  });
});
