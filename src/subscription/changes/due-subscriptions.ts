import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Brackets, Repository } from 'typeorm';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { RENEWAL_GRACE_MS } from '../entitlement.js';
import { DAY_MS } from '../periods.js';
import { Subscription } from '../subscription.entity.js';

export interface Portion {
  /** Company number after which to go on; 0 from the beginning. */
  readonly after: number;
  readonly limit: number;
}

/** Which companies have something for SettlementService.settle to do. */
@Injectable()
export class DueSubscriptions {
  constructor(
    @InjectRepository(Subscription) private readonly subscriptions: Repository<Subscription>,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Company numbers, ascending. A change that waits because it does not fit is among them each time. */
  async companies({ after, limit }: Portion, now: Date = this.clock.now()): Promise<number[]> {
    const before = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);
    const readOnlyMs = this.settings.readOnlyDays * DAY_MS;
    const rows = await this.subscriptions
      .createQueryBuilder('due')
      .select('due.companyId', 'companyId')
      .where('due.companyId > :after', { after })
      .andWhere(
        new Brackets((any) => {
          any
            .where(`due.status = 'trialing' AND due.trialEndsAt <= :now`, { now })
            .orWhere(
              `due.status IN ('active', 'past_due') AND due.cancelAtPeriodEnd AND due.currentPeriodEndsAt <= :now`,
            )
            .orWhere(`due.status = 'active' AND (${ended('lapsed')})`)
            .orWhere(`due.status = 'past_due' AND (${ended('locked')})`)
            .orWhere('due.pendingChangesAt <= :now');
        }),
      )
      .setParameters({
        lapsed: now,
        lapsedCollected: before(RENEWAL_GRACE_MS),
        locked: before(readOnlyMs),
        lockedCollected: before(RENEWAL_GRACE_MS + readOnlyMs),
      })
      .orderBy('due.companyId')
      .limit(limit)
      .getRawMany<{ companyId: number }>();
    return rows.map(({ companyId }) => companyId);
  }
}

/** Whether the period ended before a moment that depends on the biller. */
function ended(moment: string): string {
  return (
    `due.billedBy = 'stripe' AND due.currentPeriodEndsAt <= :${moment}Collected OR ` +
    `due.billedBy <> 'stripe' AND due.currentPeriodEndsAt <= :${moment}`
  );
}
