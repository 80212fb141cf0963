import { Payment } from './billing/payment.entity.js';
import { CreatePlansAndSubscriptions20261124000200 } from './migrations/20261124000200-create-plans-and-subscriptions.js';
import { SubscriptionLife20261124000300 } from './migrations/20261124000300-subscription-life.js';
import { Billing20261124000301 } from './migrations/20261124000301-billing.js';
import { BillingEvents20261124000321 } from './migrations/20261124000321-billing-events.js';
import { PlanRetirement20261124000320 } from './migrations/20261124000320-plan-retirement.js';
import { EraseAt20261127000201 } from './migrations/20261127000201-erase-at.js';
import { Plan } from './plan.entity.js';
import { BillingEvent } from './stripe/index.js';
import { SubscriptionEvent } from './subscription-event.entity.js';
import { Subscription } from './subscription.entity.js';

export { BillingProvider } from './billing/billing-provider.js';
export type { Order, ReturnUrls } from './billing/billing-provider.js';
export { ManualBilling } from './billing/manual-billing.js';
export { Payment } from './billing/payment.entity.js';
export { PaymentsService } from './billing/payments.service.js';
export { RecordPaymentDto } from './billing/payment.dto.js';
export { DueSubscriptions } from './changes/due-subscriptions.js';
export type { Portion } from './changes/due-subscriptions.js';
export { SettlementService } from './changes/settlement.service.js';
export { SubscriptionChanges } from './changes/subscription-changes.service.js';
export type { ChangeRequest } from './changes/subscription-changes.service.js';
export { ChangePlanDto, SubscriptionStateDto } from './changes/subscription.dto.js';
export { CompanyPeople } from './company-people.js';
export { CountsAgainst, countsAgainst } from './counts-against.decorator.js';
export { ACCESS_LEVELS, ACCESS_REASONS, entitlement, fullAccessEnd, readOnlyEnd } from './entitlement.js';
export type { Access, AccessReason, Entitlement } from './entitlement.js';
export { MasterWrites } from './master-writes.js';
export { addCycles, DAY_MS, daysRemaining } from './periods.js';
export { Plan } from './plan.entity.js';
export * from './plan.errors.js';
export { planLimits } from './plan.dto.js';
export { PlanCatalogue } from './plan-catalogue.js';
export { PlanLimitGuard } from './plan-limit.guard.js';
export { PlanQuota } from './plan-quota.js';
export type { PlanLimits } from './plan-quota.js';
export { PlansService } from './plans.service.js';
export { QuotaModule } from './quota.module.js';
export { RESOURCES } from './resources.js';
export type { Resource } from './resources.js';
export { startTrial } from './start-trial.js';
export { StripeSync } from './stripe/index.js';
export { SubscriptionEvent } from './subscription-event.entity.js';
export { BILLING_CYCLES, Subscription, SUBSCRIPTION_STATUSES } from './subscription.entity.js';
export type { Biller, BillingCycle, SubscriptionStatus } from './subscription.entity.js';
export * from './subscription.errors.js';
export { SubscriptionGuard } from './subscription.guard.js';
export { SubscriptionModule } from './subscription.module.js';
export { SubscriptionsService } from './subscriptions.service.js';
export type { SubscriptionChange, SubscriptionFields } from './subscriptions.service.js';
export type { SubscriptionAction } from './transitions.js';
export { SubscriptionUpkeep } from './upkeep/subscription-upkeep.js';
export type { UpkeepReport } from './upkeep/subscription-upkeep.js';
export { SubscriptionUpkeepModule } from './upkeep/upkeep.module.js';

/** What this folder adds to the master database. */
export const SUBSCRIPTION_SCHEMA = {
  entities: [Plan, Subscription, SubscriptionEvent, Payment, BillingEvent],
  migrations: [
    CreatePlansAndSubscriptions20261124000200,
    SubscriptionLife20261124000300,
    Billing20261124000301,
    PlanRetirement20261124000320,
    BillingEvents20261124000321,
    EraseAt20261127000201,
  ],
};
