import { CreatePlansAndSubscriptions20261124000200 } from './migrations/20261124000200-create-plans-and-subscriptions.js';
import { Plan } from './plan.entity.js';
import { Subscription } from './subscription.entity.js';

export { Plan } from './plan.entity.js';
export { PlanQuota } from './plan-quota.js';
export type { PlanLimits } from './plan-quota.js';
export { PlansService } from './plans.service.js';
export { QuotaModule } from './quota.module.js';
export { RESOURCES } from './resources.js';
export type { Resource } from './resources.js';
export { daysRemaining, startTrial } from './start-trial.js';
export { BILLING_CYCLES, Subscription, SUBSCRIPTION_STATUSES } from './subscription.entity.js';
export type { BillingCycle, SubscriptionStatus } from './subscription.entity.js';
export { SubscriptionModule } from './subscription.module.js';

/** What this folder adds to the master database. */
export const SUBSCRIPTION_SCHEMA = {
  entities: [Plan, Subscription],
  migrations: [CreatePlansAndSubscriptions20261124000200],
};
