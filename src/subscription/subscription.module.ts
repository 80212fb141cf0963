import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BillingProvider } from './billing/billing-provider.js';
import { ManualBilling } from './billing/manual-billing.js';
import { Plan } from './plan.entity.js';
import { PlanAdminController } from './plan-admin.controller.js';
import { PlanCatalogue } from './plan-catalogue.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** Plans and subscriptions. */
@Module({
  imports: [TypeOrmModule.forFeature([Plan, Subscription])],
  controllers: [PlanAdminController, PlansController],
  providers: [PlanCatalogue, PlansService, SubscriptionsService, { provide: BillingProvider, useClass: ManualBilling }],
  exports: [PlanCatalogue, PlansService, SubscriptionsService, BillingProvider],
})
export class SubscriptionModule {}
