import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Brackets, Repository } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { SubscriptionEvent } from '../subscription-event.entity.js';
import { Subscription } from '../subscription.entity.js';
import type { NoticeKind } from './notices.js';

/** In which states which column tells the end that `noticeDue` goes by; each pair has an index. */
const ENDS = [
  { statuses: ['trialing'], column: 'trialEndsAt' },
  { statuses: ['active', 'past_due'], column: 'currentPeriodEndsAt' },
  { statuses: ['canceled', 'expired'], column: 'endedAt' },
] as const;

/** Which companies' owners may have something to be told. */
@Injectable()
export class DueNotices {
  constructor(@InjectRepository(Subscription) private readonly subscriptions: Repository<Subscription>) {}

  /**
   * Companies with an end in the time of the notice, and no record of the notice for that end. `noticeDue` decides; only
   * few that it declines are among them.
   * @param after company number after which to go on; 0 from the beginning.
   * @returns company numbers, ascending.
   */
  async companies(kind: NoticeKind, now: Date, after: number, limit: number): Promise<number[]> {
    const query = this.subscriptions.createQueryBuilder('due').select('due.companyId', 'companyId');
    const rows = await query
      .where('due.companyId > :after', { after })
      .andWhere(new Brackets((any) => void ENDS.forEach((end, index) => any.orWhere(inTime(query, end, index)))))
      .setParameters({
        kind: kind.name,
        from: new Date(now.getTime() + kind.untilMs),
        until: new Date(now.getTime() + kind.fromMs),
      })
      .orderBy('due.companyId')
      .limit(limit)
      .getRawMany<{ companyId: number }>();
    return rows.map(({ companyId }) => companyId);
  }
}

function inTime(
  query: SelectQueryBuilder<Subscription>,
  { statuses, column }: (typeof ENDS)[number],
  index: number,
): string {
  const recorded = query
    .subQuery()
    .select('1')
    .from(SubscriptionEvent, `told${index}`)
    .where(`told${index}.subscriptionId = due.id AND told${index}.kind = :kind`)
    .andWhere(`told${index}.effectiveAt = due.${column}`)
    .getQuery();
  const states = statuses.map((status) => `'${status}'`).join(', ');
  return `(due.status IN (${states}) AND due.${column} > :from AND due.${column} <= :until AND NOT EXISTS ${recorded})`;
}
