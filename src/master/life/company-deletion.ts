import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { DAY_MS, SubscriptionChanges, SubscriptionsService } from '../../subscription/index.js';
import { Company } from '../entities/index.js';
import { companyFor } from './held-company.js';
import { LoggedSteps } from './logged-steps.js';

/** Days of 24 hours in which a deletion can be taken back. */
export const GRACE_DAYS = 30;

/** In these states of a subscription somebody may still collect money for it. */
const COLLECTED: readonly string[] = ['trialing', 'active', 'past_due'];

/**
 * Deleting a company, and taking that back. Until it is erased its data can be read and exported, and not changed: that is
 * part of what its subscription entitles it to, so that all routes obey.
 */
@Injectable()
export class CompanyDeletion {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly steps: LoggedSteps,
    private readonly subscriptions: SubscriptionsService,
    private readonly changes: SubscriptionChanges,
  ) {}

  /**
   * Has a company erased when the time of grace is over; until then it can only be read. Acts at once here, and within a
   * second in other processes.
   * @param actor `user:12`, `command`. @returns when it is erased.
   * @throws CompanyNotFoundError, IllegalLifeStepError.
   */
  async request(companyId: number, actor: string): Promise<Date> {
    await companyFor(this.master.manager, companyId, 'delete');
    await this.stopCollecting(companyId, actor);
    return this.steps.run('delete', companyId, actor, async (transaction) => {
      const now = this.clock.now();
      const eraseAt = new Date(now.getTime() + GRACE_DAYS * DAY_MS);
      const fields = { deletionRequestedAt: now, deletionRequestedBy: actor, eraseAt };
      await transaction.update(Company, { id: companyId }, fields);
      await this.note(transaction, companyId, actor, eraseAt);
      return eraseAt;
    });
  }

  /** Everything is as it was before. @throws CompanyNotFoundError, IllegalLifeStepError. */
  async takeBack(companyId: number, actor: string): Promise<void> {
    await this.steps.run('undelete', companyId, actor, async (transaction) => {
      const fields = { deletionRequestedAt: null, deletionRequestedBy: null, eraseAt: null };
      await transaction.update(Company, { id: companyId }, fields);
      await this.note(transaction, companyId, actor, null);
    });
  }

  /** Has nothing more collected by others; who pays by hand is asked for nothing. Repeating it is fine. */
  async stopCollecting(companyId: number, actor: string): Promise<void> {
    const subscription = await this.subscriptions.find(companyId);
    if (subscription?.billedBy !== 'stripe' || !COLLECTED.includes(subscription.status)) return;
    await this.changes.cancel(companyId, { actor });
  }

  private async note(
    transaction: EntityManager,
    companyId: number,
    actor: string,
    eraseAt: Date | null,
  ): Promise<void> {
    if ((await this.subscriptions.find(companyId, transaction)) === null) return;
    const action = eraseAt === null ? 'withdraw-erasure' : 'schedule-erasure';
    await this.subscriptions.apply(transaction, companyId, action, { actor, set: { eraseAt } });
  }
}
