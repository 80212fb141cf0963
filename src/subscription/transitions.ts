import { IllegalTransitionError } from './subscription.errors.js';
import type { SubscriptionStatus } from './subscription.entity.js';

type Row = Readonly<Partial<Record<SubscriptionStatus, SubscriptionStatus>>>;

const SAME = {
  trialing: 'trialing',
  active: 'active',
  past_due: 'past_due',
  canceled: 'canceled',
  expired: 'expired',
} as const satisfies Row;

function always<Status extends SubscriptionStatus>(status: Status): Record<SubscriptionStatus, Status> {
  return { trialing: status, active: status, past_due: status, canceled: status, expired: status };
}

/** Everything that can happen to a subscription: in which states it may, and what state it leads to. */
export const TRANSITIONS = {
  // by the owner or a superuser
  'schedule-erasure': SAME,
  'withdraw-erasure': SAME,
  // by a superuser
  'extend-trial': { trialing: 'trialing', expired: 'trialing' },
  // by the owner or a superuser
  'change-plan': SAME,
  'schedule-change': SAME,
  'withdraw-change': SAME,
  cancel: { trialing: 'trialing', active: 'active', past_due: 'past_due' },
  reactivate: { trialing: 'trialing', active: 'active', past_due: 'past_due' },
  // by whoever collects the money
  pay: { trialing: 'active', active: 'active', past_due: 'active', canceled: 'active', expired: 'active' },
  'payment-failed': { active: 'past_due', past_due: 'past_due' },
  // by the clock
  'apply-change': SAME,
  lapse: { active: 'past_due' },
  expire: { trialing: 'expired', past_due: 'expired' },
  end: { trialing: 'canceled', active: 'canceled', past_due: 'canceled' },
  // by Stripe: what it bills is as it says, however late the word of it comes
  'stripe-active': always('active'),
  'stripe-past-due': always('past_due'),
  'stripe-expired': always('expired'),
  'stripe-canceled': always('canceled'),
} as const satisfies Record<string, Row>;

export type SubscriptionAction = keyof typeof TRANSITIONS;

/** The state that an action leads to. @throws IllegalTransitionError when it is not possible in this one. */
export function statusAfter(action: SubscriptionAction, status: SubscriptionStatus): SubscriptionStatus {
  const row: Row = TRANSITIONS[action];
  const next = row[status];
  if (next === undefined) throw new IllegalTransitionError(action, status);
  return next;
}
