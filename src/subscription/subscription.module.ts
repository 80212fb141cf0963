import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Plan } from './plan.entity.js';
import { PlanCatalogue } from './plan-catalogue.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';
import { Subscription } from './subscription.entity.js';

/** Plans and subscriptions. */
@Module({
  imports: [TypeOrmModule.forFeature([Plan, Subscription])],
  controllers: [PlansController],
  providers: [PlanCatalogue, PlansService],
  exports: [PlanCatalogue, PlansService],
})
export class SubscriptionModule {}
