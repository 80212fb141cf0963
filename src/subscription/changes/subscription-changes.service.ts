import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { IdempotentRequest } from '../../common/index.js';
import { isForeignKeyViolation } from '../../database/index.js';
import { BillingProvider } from '../billing/billing-provider.js';
import type { Order } from '../billing/billing-provider.js';
import { MasterWrites } from '../master-writes.js';
import { planAnswer } from '../plan.dto.js';
import { PlansService } from '../plans.service.js';
import { ChangedMeanwhileError, PlanNotOnOfferError } from '../subscription.errors.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { statusAfter } from '../transitions.js';
import { SubscriptionAnswers } from './subscription-answers.js';
import type { ChangePlanDto, ChangePreviewDto, SubscriptionStateDto } from './subscription.dto.js';
import { previewAnswer } from './subscription.dto.js';
import { CompanyCounts } from './company-counts.js';
import { isSameOrder, planChange, recordedChange } from './plan-change.js';
import type { PlanChange } from './plan-change.js';
import { excesses } from './plan-fit.js';
import { SettlementService } from './settlement.service.js';

/** Who asks for a change, and the request as one that may be repeated. */
export interface ChangeRequest {
  /** For the record: `user:12`, `superuser:1`. */
  readonly actor: string;
  /** Plans that are not public may be chosen too. */
  readonly mayChooseAnyPlan?: boolean;
  readonly request?: IdempotentRequest | undefined;
}

type Work = (transaction: EntityManager, subscription: Subscription) => Promise<void>;

/** What people do to their company's subscription. */
@Injectable()
export class SubscriptionChanges {
  constructor(
    private readonly clock: Clock,
    private readonly subscriptions: SubscriptionsService,
    private readonly settlement: SettlementService,
    private readonly plans: PlansService,
    private readonly counts: CompanyCounts,
    private readonly billing: BillingProvider,
    private readonly writes: MasterWrites,
    private readonly answers: SubscriptionAnswers,
  ) {}

  /**
   * What a change would come to; changes nothing.
   * @throws PlanNotOnOfferError; SubscriptionNotFoundError; what opening the company's database throws.
   */
  async preview(companyId: number, input: ChangePlanDto): Promise<ChangePreviewDto> {
    const subscription = await this.subscriptions.get(companyId);
    const order = await this.order(input, subscription);
    const exceeded = excesses(planAnswer(order.plan).limits, await this.counts.of(companyId));
    return previewAnswer(order, planChange(subscription, order, this.clock.now()), exceeded);
  }

  /**
   * Changes plan and billing cycle: at once what takes nothing away, the rest at the end of the period if it fits then.
   * Having the plan and cycle already is fine.
   * @returns the subscription as it is then.
   * @throws PlanNotOnOfferError, ChangedMeanwhileError, SubscriptionNotFoundError; what opening the
   *   company's database throws.
   */
  async change(companyId: number, input: ChangePlanDto, by: ChangeRequest): Promise<SubscriptionStateDto> {
    const present = await this.upToDate(companyId);
    const order = await this.order(input, present, by);
    const change = planChange(present, order, this.clock.now());
    if (!isSameOrder(change.now, present)) await this.billing.changePlan(present, change.now);
    await this.once(companyId, by, async (transaction, subscription) => {
      if (isSameOrder(order, subscription) && subscription.pendingChangesAt === null) return;
      // The provider was told of what was looked at; meanwhile it, or somebody else, may have changed the subscription.
      const made = planChange(subscription, order, this.clock.now());
      if (!isSameOrder(made.now, change.now)) throw new ChangedMeanwhileError();
      await this.write(transaction, subscription, made, by.actor);
    });
    // Where no period is running, the rest is due now.
    await this.settlement.settle(companyId);
    return this.answers.get(companyId);
  }

  /**
   * Has it end with the period or the trial; once it is so, again is fine.
   * @throws IllegalTransitionError, SubscriptionNotFoundError.
   */
  cancel(companyId: number, by: ChangeRequest): Promise<SubscriptionStateDto> {
    return this.setCancellation(companyId, true, by);
  }

  /**
   * Takes a cancellation back before it has come about; when there is none, that is fine.
   * @throws IllegalTransitionError, SubscriptionNotFoundError.
   */
  reactivate(companyId: number, by: ChangeRequest): Promise<SubscriptionStateDto> {
    return this.setCancellation(companyId, false, by);
  }

  private async setCancellation(
    companyId: number,
    cancelAtPeriodEnd: boolean,
    by: ChangeRequest,
  ): Promise<SubscriptionStateDto> {
    const action = cancelAtPeriodEnd ? 'cancel' : 'reactivate';
    const present = await this.upToDate(companyId);
    statusAfter(action, present.status);
    if (present.cancelAtPeriodEnd !== cancelAtPeriodEnd) {
      await (cancelAtPeriodEnd ? this.billing.cancelAtPeriodEnd(present) : this.billing.reactivate(present));
    }
    await this.once(companyId, by, async (transaction, subscription) => {
      if (subscription.cancelAtPeriodEnd === cancelAtPeriodEnd) return;
      const change = { actor: by.actor, set: { cancelAtPeriodEnd } };
      await this.subscriptions.applyTo(transaction, subscription, action, change);
    });
    return this.answers.get(companyId);
  }

  /** What has ended must be recorded before it decides what is possible. */
  private async upToDate(companyId: number): Promise<Subscription> {
    await this.settlement.settle(companyId);
    return this.subscriptions.get(companyId);
  }

  private async write(
    transaction: EntityManager,
    subscription: Subscription,
    change: PlanChange,
    actor: string,
  ): Promise<void> {
    const { action, set } = recordedChange(subscription, change);
    const detail = { fromPlan: subscription.plan.code, ...change.proration };
    await this.subscriptions
      .applyTo(transaction, subscription, action, { actor, set, detail })
      .catch(refuseDeletedPlan);
  }

  private async once(companyId: number, { request }: ChangeRequest, work: Work): Promise<void> {
    await this.writes.once(request, async (transaction) => {
      const subscription = await this.subscriptions.lock(transaction, companyId);
      await work(transaction, subscription);
      return { version: subscription.version };
    });
  }

  private async order(
    { planCode, billingCycle }: ChangePlanDto,
    present: Subscription,
    by?: ChangeRequest,
  ): Promise<Order> {
    // Whoever has a plan may keep it when it is no longer on offer.
    if (planCode === present.plan.code) return { plan: present.plan, billingCycle };
    const plan = await (by?.mayChooseAnyPlan ? this.plans.findOffered(planCode) : this.plans.findPublic(planCode));
    if (plan === null) throw new PlanNotOnOfferError();
    return { plan, billingCycle };
  }
}

/** The plan was deleted since it was looked up. */
function refuseDeletedPlan(error: unknown): never {
  throw isForeignKeyViolation(error) ? new PlanNotOnOfferError() : error;
}
