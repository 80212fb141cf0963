import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { billedState, isLive, subscriptionThatCounts } from './stripe-state.js';

const RULES = { readOnlyDays: 30 };
const MARCH = Date.parse('2026-03-01T00:00:00Z') / 1000;
const APRIL = Date.parse('2026-04-01T00:00:00Z') / 1000;
const MIDDLE = Date.parse('2026-03-15T00:00:00Z') / 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

type Given = Omit<Partial<Stripe.Subscription>, 'items'>;

/** A subscription whose period is March. */
function subscription(given: Given, metadata: Record<string, string> = { plan: 'basic', billingCycle: 'monthly' }) {
  return {
    id: 'sub_1',
    status: 'active',
    created: MARCH,
    cancel_at_period_end: false,
    cancel_at: null,
    canceled_at: null,
    ended_at: null,
    latest_invoice: { status: 'paid' },
    items: { data: [{ price: { metadata }, current_period_start: MARCH, current_period_end: APRIL }] },
    ...given,
  } as unknown as Stripe.Subscription;
}
const state = (given: Given, now = '2026-03-10T00:00:00Z') => billedState(subscription(given), new Date(now), RULES);
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('what a subscription of Stripe’s means', () => {
  it('is the period that was paid', () => {
    expect(state({})).toMatchObject({
      action: 'stripe-active',
      order: { planCode: 'basic', billingCycle: 'monthly' },
      periodStartsAt: at(MARCH),
      periodEndsAt: at(APRIL),
      cancelAtPeriodEnd: false,
      endedAt: null,
    });
  });

  it('is as good as paid until a trial there ends', () => {
    expect(state({ status: 'trialing' })).toMatchObject({ action: 'stripe-active', trialEndsAt: at(APRIL) });
  });

  it('is paid until its period began, when that is not paid', () => {
    const paid = { periodStartsAt: new Date('2026-02-01T00:00:00Z'), periodEndsAt: at(MARCH) };
    expect(state({ status: 'past_due' })).toMatchObject({ ...paid, action: 'stripe-past-due', endedAt: null });
    for (const status of ['unpaid', 'paused'] as const)
      expect(state({ status })).toMatchObject({ ...paid, action: 'stripe-expired', endedAt: at(MARCH) });
  });

  it('stays expired once grace and reading time are over, to the millisecond', () => {
    const locked = MARCH * 1000 + 33 * DAY_MS;
    const action = (now: number) => billedState(subscription({ status: 'past_due' }), new Date(now), RULES)?.action;
    expect([action(locked - 1), action(locked), action(locked + 1)]).toEqual([
      'stripe-past-due',
      'stripe-expired',
      'stripe-expired',
    ]);
    const { endedAt } = billedState(subscription({ status: 'past_due' }), new Date(locked), RULES)!;
    expect(endedAt).toEqual(new Date(MARCH * 1000 + 3 * DAY_MS));
  });

  it('ends when it was ended; what was not paid, when that began', () => {
    const ended = { status: 'canceled', ended_at: MIDDLE } as const;
    expect(state(ended)).toMatchObject({ action: 'stripe-canceled', endedAt: at(MIDDLE) });
    const owing = (status: string) => state({ ...ended, latest_invoice: { status } as Stripe.Invoice })?.endedAt;
    expect([owing('open'), owing('uncollectible')]).toEqual([at(MARCH), at(MARCH)]);
    expect([owing('paid'), owing('void'), owing('draft')]).toEqual([at(MIDDLE), at(MIDDLE), at(MIDDLE)]);
    expect(state({ ...ended, latest_invoice: null })?.endedAt).toEqual(at(MIDDLE));
    expect(state({ status: 'canceled' })?.endedAt).toEqual(at(APRIL));
  });

  it.each([
    [{ cancel_at_period_end: true }, true],
    [{ cancel_at: APRIL }, true],
    [{}, false],
  ])('ends with its period if it says so one way or the other: %j', (given, expected) => {
    expect(state(given)?.cancelAtPeriodEnd).toBe(expected);
  });

  it.each([[{}], [{ plan: 'basic' }], [{ plan: 'basic', billingCycle: 'weekly' }]])(
    'says nothing of the plan when its price is none of ours: %j',
    (metadata) => {
      expect(billedState(subscription({}, metadata), new Date(), RULES)?.order).toBeUndefined();
    },
  );

  it('is nothing when Stripe says what we do not know', () => {
    expect(state({ status: 'frozen' })).toBeUndefined();
    const empty = { ...subscription({}), items: { data: [] } } as unknown as Stripe.Subscription;
    expect(billedState(empty, new Date(), RULES)).toBeUndefined();
  });
});

describe('of several subscriptions', () => {
  const one = (id: string, status: string, created = 0): Stripe.Subscription => subscription({ id, status, created });

  it('one that lives counts before one that is owed, that before one that has ended', () => {
    const all = [one('a', 'canceled', 9), one('b', 'unpaid', 8), one('c', 'past_due', 1)];
    expect(subscriptionThatCounts(all)?.id).toBe('c');
    expect(subscriptionThatCounts(all.slice(0, 2))?.id).toBe('b');
    expect(subscriptionThatCounts(all.slice(0, 1))?.id).toBe('a');
  });

  it('the newest counts, in whatever order they are listed', () => {
    const all = [one('a', 'canceled', 1), one('b', 'canceled', 3), one('c', 'canceled', 3)];
    expect([subscriptionThatCounts(all)?.id, subscriptionThatCounts([...all].reverse())?.id]).toEqual(['c', 'c']);
  });

  it('those that were never paid do not count', () => {
    expect(subscriptionThatCounts([one('a', 'incomplete'), one('b', 'incomplete_expired')])).toBeUndefined();
  });

  it('those live for which Stripe collects', () => {
    const live = ['active', 'trialing', 'past_due', 'unpaid', 'paused', 'canceled', 'incomplete'].filter((status) =>
      isLive(one('a', status)),
    );
    expect(live).toEqual(['active', 'trialing', 'past_due']);
  });
});
