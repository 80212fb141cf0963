import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SubscriptionsService } from '../../subscription/index.js';
import { PlanLimitReachedError } from '../../tenancy/index.js';
import { Members } from './members.js';

/** How many people a company's plan lets sign in. Those who are switched off do not count. */
@Injectable()
export class Seats {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly members: Members,
  ) {}

  /**
   * Decides only inside a transaction that holds the company (see Members.hold); anywhere else it is an early answer.
   * @throws PlanLimitReachedError when the plan does not allow one more.
   */
  async assertRoom(manager: EntityManager, companyId: number): Promise<void> {
    const { users: limit } = await this.subscriptions.limitsOf(companyId, manager);
    if (limit === null) return;
    const used = await this.members.countActive(manager, companyId);
    if (used >= limit) throw new PlanLimitReachedError('users', limit, used);
  }
}
