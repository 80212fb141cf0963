import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BillingProvider } from './billing/billing-provider.js';
import { ManualBilling } from './billing/manual-billing.js';
import { CompanyCounts } from './changes/company-counts.js';
import { DueSubscriptions } from './changes/due-subscriptions.js';
import { SettlementService } from './changes/settlement.service.js';
import { SubscriptionAnswers } from './changes/subscription-answers.js';
import { SubscriptionChanges } from './changes/subscription-changes.service.js';
import { SubscriptionController } from './changes/subscription.controller.js';
import { Plan } from './plan.entity.js';
import { PlanAdminController } from './plan-admin.controller.js';
import { PlanCatalogue } from './plan-catalogue.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';
import { QuotaModule } from './quota.module.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** Plans and subscriptions. */
@Module({
  imports: [QuotaModule, TypeOrmModule.forFeature([Plan, Subscription])],
  controllers: [PlanAdminController, PlansController, SubscriptionController],
  providers: [
    CompanyCounts,
    DueSubscriptions,
    SettlementService,
    SubscriptionAnswers,
    SubscriptionChanges,
    PlanCatalogue,
    PlansService,
    SubscriptionsService,
    { provide: BillingProvider, useClass: ManualBilling },
  ],
  exports: [
    DueSubscriptions,
    SettlementService,
    SubscriptionChanges,
    PlanCatalogue,
    PlansService,
    SubscriptionsService,
    BillingProvider,
  ],
})
export class SubscriptionModule {}
