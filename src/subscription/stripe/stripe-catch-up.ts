import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, LessThanOrEqual, MoreThan, Not, Repository } from 'typeorm';
import { Clock } from '../../common/index.js';
import { Subscription } from '../subscription.entity.js';
import { StripeClient } from './stripe-client.js';
import { StripeSync } from './stripe-sync.js';

const HOUR_MS = 60 * 60 * 1000;
const PORTION = 100;

/** Asks Stripe itself where its word of a renewal is missing: a lost event must not cut off who has paid. */
@Injectable()
export class StripeCatchUp {
  private readonly logger = new Logger('Stripe');

  constructor(
    @InjectRepository(Subscription) private readonly subscriptions: Repository<Subscription>,
    private readonly client: StripeClient,
    private readonly sync: StripeSync,
    private readonly clock: Clock,
  ) {}

  /** Goes through the subscriptions whose period is over. One that fails is tried again in an hour. */
  @Interval(HOUR_MS)
  async run(): Promise<void> {
    if (!this.client.isOn) return;
    let after = 0;
    for (;;) {
      const overdue = await this.overdue(after);
      for (const { id, billingCustomerId } of overdue) {
        after = id;
        await this.sync.sync(billingCustomerId ?? '').catch((error: unknown) => {
          this.logger.warn({ subscriptionId: id, error: error instanceof Error ? error.name : 'unknown' });
        });
      }
      if (overdue.length < PORTION) return;
    }
  }

  private overdue(after: number): Promise<Subscription[]> {
    return this.subscriptions.find({
      where: {
        id: MoreThan(after),
        billedBy: 'stripe',
        billingCustomerId: Not(IsNull()),
        status: In(['active', 'past_due']),
        currentPeriodEndsAt: LessThanOrEqual(this.clock.now()),
      },
      order: { id: 'ASC' },
      take: PORTION,
    });
  }
}
