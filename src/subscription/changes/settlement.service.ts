import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { BillingProvider } from '../billing/billing-provider.js';
import type { Order } from '../billing/billing-provider.js';
import { CompanyPeople } from '../company-people.js';
import { planAnswer } from '../plan.dto.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import type { SubscriptionAction } from '../transitions.js';
import { CompanyCounts } from './company-counts.js';
import type { Counts } from './company-counts.js';
import { excesses } from './plan-fit.js';
import { dueByClock, dueChange, NOTHING_PENDING } from './settlement.js';

const ACTOR = 'clock';

/** Records what the clock has done to subscriptions, and makes the changes whose time has come. */
@Injectable()
export class SettlementService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly subscriptions: SubscriptionsService,
    private readonly counts: CompanyCounts,
    private readonly people: CompanyPeople,
    private readonly billing: BillingProvider,
  ) {}

  /**
   * Brings a company's subscription up to date: once, however many processes do it at once, and again without effect.
   * A change that does not fit waits for the next time.
   * @returns what was recorded, in its order.
   * @throws what opening the company's database throws, when a smaller plan is due.
   */
  async settle(companyId: number, now: Date = this.clock.now()): Promise<SubscriptionAction[]> {
    const subscription = await this.subscriptions.find(companyId);
    if (subscription === null) return [];
    const isDue = dueByClock(subscription, now, this.settings) !== undefined;
    const recorded = isDue ? await this.recordEnds(companyId, now) : [];
    const change = dueChange(subscription, now);
    if (change && (await this.makeChange(subscription, change, now))) recorded.push('apply-change');
    return recorded;
  }

  private recordEnds(companyId: number, now: Date): Promise<SubscriptionAction[]> {
    return this.master.transaction(async (transaction) => {
      const subscription = await this.subscriptions.lock(transaction, companyId);
      const recorded: SubscriptionAction[] = [];
      for (;;) {
        const due = dueByClock(subscription, now, this.settings);
        const { status } = subscription;
        if (due === undefined) return recorded;
        const { action, ...change } = due;
        await this.subscriptions.applyTo(transaction, subscription, action, { actor: ACTOR, ...change });
        // Recorded before, and taken back by hand since: it stays as somebody made it.
        if (subscription.status === status) return recorded;
        recorded.push(action);
      }
    });
  }

  /** @returns whether it was made; otherwise it does not fit, or somebody else was faster. */
  private async makeChange(subscription: Subscription, order: Order, now: Date): Promise<boolean> {
    const { companyId } = subscription;
    // A look first: what does not fit waits, often for long, and must not lock the company every time.
    if (!(await this.fits(subscription, order))) return false;
    await this.billing.changePlan(subscription, order);
    const isMade = await this.counts.underLock(
      companyId,
      (counts) => this.master.transaction((transaction) => this.decide(transaction, companyId, counts, now)),
      async () => dueChange(await this.subscriptions.get(companyId), now) !== undefined,
    );
    if (!isMade) await this.billing.changePlan(subscription, await this.subscriptions.get(companyId));
    return isMade ?? false;
  }

  private async fits(subscription: Subscription, { plan }: Order): Promise<boolean> {
    if (plan.id === subscription.plan.id) return true;
    return excesses(planAnswer(plan).limits, await this.counts.of(subscription.companyId)).length === 0;
  }

  /** Decides with the counts held, and with the people held as well. */
  private async decide(transaction: EntityManager, companyId: number, counts: Counts, now: Date): Promise<boolean> {
    const subscription = await this.subscriptions.lock(transaction, companyId);
    const order = dueChange(subscription, now);
    if (order === undefined) return false;
    const used = { ...counts, users: await this.people.countUsers(companyId, transaction) };
    const isSamePlan = order.plan.id === subscription.plan.id;
    if (!isSamePlan && excesses(planAnswer(order.plan).limits, used).length > 0) return false;
    const set = { ...order, ...NOTHING_PENDING };
    const detail = { fromPlan: subscription.plan.code, dueAt: subscription.pendingChangesAt?.toISOString() };
    await this.subscriptions.applyTo(transaction, subscription, 'apply-change', { actor: ACTOR, set, detail });
    return true;
  }
}
