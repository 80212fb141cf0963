import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type Stripe from 'stripe';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { isUniqueViolation } from '../../database/index.js';
import type { Order } from '../billing/billing-provider.js';
import { isSameOrder } from '../changes/plan-change.js';
import { Plan } from '../plan.entity.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import type { SubscriptionFields } from '../subscriptions.service.js';
import { statusAfter } from '../transitions.js';
import { BillingEvent } from './billing-event.entity.js';
import { StripeClient } from './stripe-client.js';
import { billedState, subscriptionThatCounts } from './stripe-state.js';
import type { BilledState } from './stripe-state.js';
import { OvertakenError } from './stripe.errors.js';
import { Turns } from './turns.js';

/** Of other processes; those of this one take turns. */
const ATTEMPTS = 5;

/** What is kept of an event of Stripe's. */
export type Told = Pick<BillingEvent, 'eventId' | 'kind' | 'occurredAt'>;

/**
 * Makes a company's subscription what Stripe says it is. An event only says that there is something to look at: the state
 * is asked for, so that late, lost and repeated events do no harm. What was asked is written only if nobody has written
 * since before the question: of two answers the older one can never come last.
 */
@Injectable()
export class StripeSync {
  private readonly turns = new Turns<string>();

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly client: StripeClient,
    private readonly subscriptions: SubscriptionsService,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /**
   * @param customerId of Stripe's; nothing happens when it is none of ours.
   * @param event why; the same one a second time has no effect.
   * @throws StripeUnavailableError, OvertakenError; nothing was changed, and it is to be tried again.
   */
  sync(customerId: string, event?: Told): Promise<void> {
    return this.turns.take(customerId, () => this.tryToSync(customerId, event));
  }

  private async tryToSync(customerId: string, event?: Told): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.syncOnce(customerId, event);
        return;
      } catch (error) {
        if (event && isUniqueViolation(error)) return;
        if (!(error instanceof OvertakenError) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  private async syncOnce(customerId: string, event?: Told): Promise<void> {
    const known = await this.master.getRepository(Subscription).findOneBy({ billingCustomerId: customerId });
    if (known === null) return;
    if (event && (await this.master.getRepository(BillingEvent).existsBy({ eventId: event.eventId }))) return;
    const counts = await this.ask(customerId);
    const now = this.clock.now();
    const state = counts && billedState(counts, now, this.settings);
    await this.master.transaction(async (transaction) => {
      const locked = await this.subscriptions.lock(transaction, known.companyId);
      if (this.wasOvertaken(known, locked)) throw new OvertakenError();
      if (event) await transaction.insert(BillingEvent, { ...event, subscriptionId: known.id, receivedAt: now });
      if (state) await this.follow(transaction, locked, state, event);
    });
  }

  private ask(customer: string): Promise<Stripe.Subscription | undefined> {
    return this.client.ask(async (stripe) => {
      const wanted = { customer, status: 'all', limit: 100, expand: ['data.latest_invoice'] };
      const all = await stripe.subscriptions.list(wanted).catch(noneOfNobody);
      return subscriptionThatCounts(all.data);
    });
  }

  /** Locking counts one. */
  private wasOvertaken(known: Subscription, locked: Subscription): boolean {
    return locked.version !== known.version + 1;
  }

  private async follow(
    transaction: EntityManager,
    subscription: Subscription,
    state: BilledState,
    event?: Told,
  ): Promise<void> {
    // Where somebody else has collected since, that subscription has no say unless it lives again.
    const isSuperseded =
      subscription.billedBy !== 'stripe' && subscription.billingSubscriptionId === state.billingSubscriptionId;
    if (isSuperseded && state.action !== 'stripe-active') return;
    const set = await this.fields(transaction, subscription, state);
    const status = statusAfter(state.action, subscription.status);
    if (status === subscription.status && isAlready(subscription, set)) return;
    const detail = { ...(event && { event: event.kind }) };
    await this.subscriptions.apply(transaction, subscription.companyId, state.action, { actor: 'stripe', set, detail });
  }

  private async fields(transaction: EntityManager, subscription: Subscription, state: BilledState) {
    const { billingSubscriptionId, cancelAtPeriodEnd, endedAt, trialEndsAt } = state;
    return {
      ...(await this.order(transaction, subscription, state)),
      currentPeriodStartsAt: state.periodStartsAt,
      currentPeriodEndsAt: state.periodEndsAt,
      cancelAtPeriodEnd,
      endedAt,
      ...(trialEndsAt && { trialEndsAt }),
      billedBy: 'stripe',
      billingSubscriptionId,
    } satisfies SubscriptionFields;
  }

  private async order(transaction: EntityManager, subscription: Subscription, { order }: BilledState): Promise<Order> {
    const { plan, billingCycle, pendingPlan, pendingBillingCycle } = subscription;
    const present = { plan, billingCycle };
    const billed = order && (await transaction.findOneBy(Plan, { code: order.planCode }));
    if (!billed) return present;
    const pending = { plan: pendingPlan ?? plan, billingCycle: pendingBillingCycle ?? billingCycle };
    const told = { plan: billed, billingCycle: order.billingCycle };
    // Whoever makes the change that waits tells Stripe first, and then makes it here if it fits.
    return isSameOrder(told, pending) ? present : told;
  }
}

/** Of a customer who was deleted there is nothing to be told, however often Stripe asks. */
function noneOfNobody(error: unknown): { readonly data: Stripe.Subscription[] } {
  if ((error as { code?: unknown }).code !== 'resource_missing') throw error;
  return { data: [] };
}

function isAlready(subscription: Subscription, set: SubscriptionFields): boolean {
  return Object.entries(set).every(
    ([field, value]) => plain(subscription[field as keyof Subscription]) === plain(value),
  );
}

/** Plans by their number, times by their milliseconds. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  return value instanceof Object && 'id' in value ? value.id : value;
}
