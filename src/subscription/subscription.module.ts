import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '../config/index.js';
import { BillingPages } from './billing/billing-pages.js';
import { BillingPagesController } from './billing/billing-pages.controller.js';
import { BillingProvider } from './billing/billing-provider.js';
import { ManualBilling } from './billing/manual-billing.js';
import { PaymentsController } from './billing/payments.controller.js';
import { PaymentsService } from './billing/payments.service.js';
import { CompanyCounts } from './changes/company-counts.js';
import { DueSubscriptions } from './changes/due-subscriptions.js';
import { SettlementService } from './changes/settlement.service.js';
import { SubscriptionAnswers } from './changes/subscription-answers.js';
import { SubscriptionChanges } from './changes/subscription-changes.service.js';
import { SubscriptionAdminController } from './changes/subscription-admin.controller.js';
import { SubscriptionController } from './changes/subscription.controller.js';
import { TrialExtension } from './changes/trial-extension.service.js';
import { Plan } from './plan.entity.js';
import { PlanAdminController } from './plan-admin.controller.js';
import { PlanCatalogue } from './plan-catalogue.js';
import { PlanLimitGuard } from './plan-limit.guard.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';
import { QuotaModule } from './quota.module.js';
import { STRIPE_PROVIDERS, StripeBilling, StripeSync, StripeWebhookController } from './stripe/index.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionGuard } from './subscription.guard.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { UsageController } from './usage.controller.js';

const BILLING = {
  provide: BillingProvider,
  inject: [Settings, ManualBilling, StripeBilling],
  useFactory: (settings: Settings, manual: ManualBilling, stripe: StripeBilling): BillingProvider =>
    settings.billing === 'stripe' ? stripe : manual,
};

/** Plans and subscriptions. */
@Module({
  imports: [QuotaModule, TypeOrmModule.forFeature([Plan, Subscription])],
  controllers: [
    BillingPagesController,
    PaymentsController,
    PlanAdminController,
    PlansController,
    StripeWebhookController,
    SubscriptionAdminController,
    SubscriptionController,
    UsageController,
  ],
  providers: [
    BILLING,
    BillingPages,
    CompanyCounts,
    DueSubscriptions,
    ManualBilling,
    PaymentsService,
    PlanCatalogue,
    PlanLimitGuard,
    PlansService,
    SettlementService,
    SubscriptionAnswers,
    SubscriptionChanges,
    SubscriptionGuard,
    SubscriptionsService,
    TrialExtension,
    ...STRIPE_PROVIDERS,
  ],
  exports: [
    BillingProvider,
    DueSubscriptions,
    PaymentsService,
    PlanCatalogue,
    PlanLimitGuard,
    PlansService,
    SettlementService,
    StripeSync,
    SubscriptionChanges,
    SubscriptionGuard,
    SubscriptionsService,
  ],
})
export class SubscriptionModule {}
