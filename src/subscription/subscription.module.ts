import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BillingProvider } from './billing/billing-provider.js';
import { ManualBilling } from './billing/manual-billing.js';
import { Plan } from './plan.entity.js';
import { PlanAdminController } from './plan-admin.controller.js';
import { PlanCatalogue } from './plan-catalogue.js';
import { PlanLimitGuard } from './plan-limit.guard.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

/** Plans and subscriptions. */
@Module({
  imports: [TypeOrmModule.forFeature([Plan, Subscription])],
  controllers: [PlanAdminController, PlansController, UsageController],
  providers: [
    PlanCatalogue,
    PlanLimitGuard,
    PlansService,
    SubscriptionsService,
    UsageService,
    { provide: BillingProvider, useClass: ManualBilling },
  ],
  exports: [PlanCatalogue, PlanLimitGuard, PlansService, SubscriptionsService, UsageService, BillingProvider],
})
export class SubscriptionModule {}
