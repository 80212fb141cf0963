import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/index.js';
import { MasterWrites } from '../master-writes.js';
import { DAY_MS } from '../periods.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import type { SubscriptionFields } from '../subscriptions.service.js';
import { SettlementService } from './settlement.service.js';
import { SubscriptionAnswers } from './subscription-answers.js';
import type { ChangeRequest } from './subscription-changes.service.js';
import type { SubscriptionStateDto } from './subscription.dto.js';

/** More trial for a company, by those who run the installation. */
@Injectable()
export class TrialExtension {
  constructor(
    private readonly clock: Clock,
    private readonly settlement: SettlementService,
    private readonly subscriptions: SubscriptionsService,
    private readonly writes: MasterWrites,
    private readonly answers: SubscriptionAnswers,
  ) {}

  /**
   * Lets the trial go on for so many days of 24 hours: from its end, or from now when it is over.
   * @throws SubscriptionNotFoundError; IllegalTransitionError when the company pays or has canceled.
   */
  async extend(companyId: number, days: number, by: ChangeRequest): Promise<SubscriptionStateDto> {
    // A trial that has ended is recorded as ended before it goes on.
    await this.settlement.settle(companyId);
    await this.writes.once(by.request, async (transaction) => {
      const subscription = await this.subscriptions.lock(transaction, companyId);
      const set = extended(subscription, days, this.clock.now());
      await this.subscriptions.applyTo(transaction, subscription, 'extend-trial', {
        actor: by.actor,
        set,
        detail: { days },
      });
      return { version: subscription.version };
    });
    return this.answers.get(companyId);
  }
}

function extended(subscription: Subscription, days: number, now: Date): SubscriptionFields {
  const { status, trialEndsAt, currentPeriodEndsAt, pendingChangesAt } = subscription;
  const isOver = status !== 'trialing' || trialEndsAt === null || trialEndsAt <= now;
  const end = new Date((isOver ? now : trialEndsAt).getTime() + days * DAY_MS);
  const waitsForIt = pendingChangesAt?.getTime() === currentPeriodEndsAt.getTime();
  return {
    trialEndsAt: end,
    currentPeriodEndsAt: end,
    endedAt: null,
    ...(waitsForIt && { pendingChangesAt: end }),
    // A provider's subscription that came to nothing has no say in the new trial.
    ...(isOver && { currentPeriodStartsAt: now, billedBy: 'manual' as const }),
  };
}
