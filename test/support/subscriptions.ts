import { Plan, Subscription } from '../../src/subscription/index.js';

let plans = 0;

/** A plan that allows 10 of everything and costs 1000 cents a month, 10000 a year. */
export function newPlan(input: Partial<Plan> = {}): Plan {
  plans += 1;
  return Object.assign(new Plan(), {
    id: plans,
    code: `plan-${plans}`,
    name: `Plan ${plans}`,
    priceMonthlyCents: 1000,
    priceYearlyCents: 10_000,
    currency: 'USD',
    limitDoctors: 10,
    limitPatients: 10,
    limitUsers: 10,
    limitStorageBytes: 10,
    sortOrder: plans,
    isPublic: true,
    retiredAt: null,
    ...input,
  });
}

/** A subscription to such a plan, paid monthly, from the first of November 2026 to the first of December. */
export function newSubscription(input: Partial<Subscription> = {}): Subscription {
  return Object.assign(new Subscription(), {
    id: 1,
    companyId: 1,
    plan: input.plan ?? newPlan(),
    status: 'active',
    billingCycle: 'monthly',
    trialEndsAt: new Date('2026-11-01T00:00:00.000Z'),
    currentPeriodStartsAt: new Date('2026-11-01T00:00:00.000Z'),
    currentPeriodEndsAt: new Date('2026-12-01T00:00:00.000Z'),
    cancelAtPeriodEnd: false,
    endedAt: null,
    pendingPlan: null,
    pendingBillingCycle: null,
    pendingChangesAt: null,
    billedBy: 'manual',
    billingCustomerId: null,
    billingSubscriptionId: null,
    version: 1,
    createdAt: new Date('2026-10-18T00:00:00.000Z'),
    ...input,
  } satisfies Partial<Subscription>);
}
