import type { EntityManager } from 'typeorm';
import { insertRow } from '../database/index.js';
import { DAY_MS } from './periods.js';
import type { Plan } from './plan.entity.js';
import { Subscription } from './subscription.entity.js';
import type { BillingCycle } from './subscription.entity.js';

/** What a new company asks for. */
export interface TrialRequest {
  readonly companyId: number;
  readonly plan: Plan;
  readonly billingCycle: BillingCycle;
  readonly trialDays: number;
}

/**
 * Starts the trial of a new company in the transaction that makes it active.
 * @param now start of the trial; it ends `trialDays` times 24 hours later, in UTC, whatever clocks do meanwhile.
 */
export async function startTrial(transaction: EntityManager, request: TrialRequest, now: Date): Promise<Subscription> {
  const endsAt = new Date(now.getTime() + request.trialDays * DAY_MS);
  const subscription = transaction.create(Subscription, {
    companyId: request.companyId,
    plan: request.plan,
    status: 'trialing',
    billingCycle: request.billingCycle,
    trialEndsAt: endsAt,
    currentPeriodStartsAt: now,
    currentPeriodEndsAt: endsAt,
    cancelAtPeriodEnd: false,
    endedAt: null,
    pendingPlan: null,
    pendingBillingCycle: null,
    pendingChangesAt: null,
    eraseAt: null,
    billedBy: 'manual',
    billingCustomerId: null,
    billingSubscriptionId: null,
    version: 1,
    createdAt: now,
  });
  await insertRow(transaction, Subscription, subscription);
  return subscription;
}
