import { CreatePlansAndSubscriptions20261124000200 } from './migrations/20261124000200-create-plans-and-subscriptions.js';
import { PlanRetirement20261124000320 } from './migrations/20261124000320-plan-retirement.js';
import { Plan } from './plan.entity.js';
import { Subscription } from './subscription.entity.js';

export { Plan } from './plan.entity.js';
export { CreatePlanDto, LISTED_PLANS, ManagedPlanDto, PlanListQuery, UpdatePlanDto } from './plan-admin.dto.js';
export * from './plan.errors.js';
export { PlanCatalogue } from './plan-catalogue.js';
export { PlansService } from './plans.service.js';
export { daysRemaining, startTrial } from './start-trial.js';
export { BILLING_CYCLES, Subscription, SUBSCRIPTION_STATUSES } from './subscription.entity.js';
export type { BillingCycle, SubscriptionStatus } from './subscription.entity.js';
export { SubscriptionModule } from './subscription.module.js';

/** What this folder adds to the master database. */
export const SUBSCRIPTION_SCHEMA = {
  entities: [Plan, Subscription],
  migrations: [CreatePlansAndSubscriptions20261124000200, PlanRetirement20261124000320],
};
