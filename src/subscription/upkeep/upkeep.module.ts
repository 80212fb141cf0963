import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionModule } from '../subscription.module.js';
import { DueNotices } from './due-notices.js';
import { NoticesService } from './notices.service.js';
import { SubscriptionSchedule } from './subscription-schedule.js';
import { SubscriptionUpkeep } from './subscription-upkeep.js';

/** What time does to subscriptions, recorded and told to their owners. */
@Module({
  imports: [SubscriptionModule, TypeOrmModule.forFeature([Subscription])],
  providers: [DueNotices, NoticesService, SubscriptionSchedule, SubscriptionUpkeep],
  exports: [SubscriptionUpkeep],
})
export class SubscriptionUpkeepModule {}
