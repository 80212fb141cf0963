import { describe, expect, it } from '@jest/globals';
import { SUBSCRIPTION_STATUSES } from './subscription.entity.js';
import { IllegalTransitionError } from './subscription.errors.js';
import { statusAfter, TRANSITIONS } from './transitions.js';
import type { SubscriptionAction } from './transitions.js';

const ACTIONS = Object.keys(TRANSITIONS) as SubscriptionAction[];

describe('the transitions of a subscription', () => {
  it('refuses as a conflict what is not in the table', () => {
    let refused = 0;
    for (const action of ACTIONS) {
      for (const status of SUBSCRIPTION_STATUSES) {
        if (status in TRANSITIONS[action]) continue;
        refused += 1;
        expect(() => statusAfter(action, status)).toThrow(IllegalTransitionError);
        expect(new IllegalTransitionError(action, status).status).toBe(409);
      }
    }
    expect(refused).toBeGreaterThan(15);
  });

  it('are these', () => {
    const rows = ACTIONS.map((action) => {
      const cells = SUBSCRIPTION_STATUSES.map((status) =>
        status in TRANSITIONS[action] ? statusAfter(action, status) : '-',
      );
      return [action, ...cells]
        .map((cell) => cell.padEnd(15))
        .join(' ')
        .trimEnd();
    });
    expect(`\n${rows.join('\n')}\n`).toMatchInlineSnapshot(`
      "
      schedule-erasure trialing        active          past_due        canceled        expired
      withdraw-erasure trialing        active          past_due        canceled        expired
      extend-trial    trialing        -               -               -               trialing
      change-plan     trialing        active          past_due        canceled        expired
      schedule-change trialing        active          past_due        canceled        expired
      withdraw-change trialing        active          past_due        canceled        expired
      cancel          trialing        active          past_due        -               -
      reactivate      trialing        active          past_due        -               -
      pay             active          active          active          active          active
      payment-failed  -               past_due        past_due        -               -
      apply-change    trialing        active          past_due        canceled        expired
      lapse           -               past_due        -               -               -
      expire          expired         -               expired         -               -
      end             canceled        canceled        canceled        -               -
      stripe-active   active          active          active          active          active
      stripe-past-due past_due        past_due        past_due        past_due        past_due
      stripe-expired  expired         expired         expired         expired         expired
      stripe-canceled canceled        canceled        canceled        canceled        canceled
      "
    `);
  });

  it('lead back to active from everywhere, by paying', () => {
    for (const status of SUBSCRIPTION_STATUSES) expect(statusAfter('pay', status)).toBe('active');
  });
});
