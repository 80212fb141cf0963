import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { SubscriptionUpkeep } from './subscription-upkeep.js';

// An interval, not a cron expression: those load time zones, a twentieth of the start.
const MINUTE_MS = 60_000;

/** What subscriptions need done by the clock. */
@Injectable()
export class SubscriptionSchedule {
  constructor(private readonly upkeep: SubscriptionUpkeep) {}

  @Interval(MINUTE_MS)
  async keepUp(): Promise<void> {
    await this.upkeep.run();
  }
}
