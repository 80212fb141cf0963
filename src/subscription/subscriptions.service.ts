import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../common/index.js';
import { Settings } from '../config/index.js';
import { MasterNews, RowLookup } from '../database/index.js';
import { ENTITLEMENT_FACTS, entitlement } from './entitlement.js';
import type { Entitlement, EntitlementFacts } from './entitlement.js';
import { PlanQuota } from './plan-quota.js';
import type { PlanLimits } from './plan-quota.js';
import { SubscriptionCache } from './subscription-cache.js';
import { SubscriptionEvent } from './subscription-event.entity.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionNotFoundError } from './subscription.errors.js';
import { statusAfter } from './transitions.js';
import type { SubscriptionAction } from './transitions.js';

/** Columns that a change may set. The status follows from the action. */
export type SubscriptionFields = Partial<Omit<Subscription, 'id' | 'companyId' | 'status' | 'version' | 'createdAt'>>;

/** A change of a subscription. */
export interface SubscriptionChange {
  /** Who does it, for the record: `user:12`, `superuser:1`, `clock`, `stripe`. */
  readonly actor: string;
  readonly set?: SubscriptionFields;
  /** Kept with the record; no personal data. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /**
   * When it became true, if that is a fact of its own, such as the end of a trial: it is recorded and done once, however
   * often it is asked for. Left out, it is now, and every call is a change.
   */
  readonly effectiveAt?: Date;
}

/** The subscriptions of companies: what they are, and the one way in which they change. */
@Injectable()
export class SubscriptionsService {
  private readonly cache: SubscriptionCache;
  private readonly factsOf: RowLookup<Subscription, keyof EntitlementFacts>;

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly quota: PlanQuota,
    news: MasterNews,
  ) {
    this.cache = new SubscriptionCache(master, news, () => quota.moved());
    this.factsOf = new RowLookup(master, Subscription, 'companyId', ENTITLEMENT_FACTS);
  }

  /** A company's subscription as it is now; null when it has none. @param manager that of a transaction, inside of one. */
  find(companyId: number, manager: EntityManager = this.master.manager): Promise<Subscription | null> {
    return manager.findOneBy(Subscription, { companyId });
  }

  /** @throws SubscriptionNotFoundError */
  async get(companyId: number, manager: EntityManager = this.master.manager): Promise<Subscription> {
    const subscription = await this.find(companyId, manager);
    if (subscription === null) throw new SubscriptionNotFoundError();
    return subscription;
  }

  /** What `current` would give, if that is known without asking the database. */
  known(companyId: number): EntitlementFacts | null | undefined {
    return this.cache.known(companyId);
  }

  /** As it was within the last second, for guards; changes that this process knows of show at once. Not to be changed. */
  current(companyId: number): Promise<EntitlementFacts | null> {
    return this.cache.get(companyId, () => this.facts(companyId));
  }

  /** What the company may do now. */
  entitlementOf(subscription: EntitlementFacts): Entitlement {
    return entitlement(subscription, this.clock.now(), this.settings);
  }

  /** Limits of a company's plan as they are now; null is unlimited. */
  limitsOf(companyId: number, manager?: EntityManager): Promise<PlanLimits> {
    return this.quota.limitsOf(companyId, manager);
  }

  /**
   * Takes the row's lock until the transaction ends, and reads it: two changes at once come one after the other.
   * @throws SubscriptionNotFoundError
   */
  async lock(transaction: EntityManager, companyId: number): Promise<Subscription> {
    // An update locks the row on PostgreSQL and is nothing new on SQLite, whose transactions have the only write lock.
    await transaction.increment(Subscription, { companyId }, 'version', 1);
    this.cache.forgetAfter(transaction, companyId);
    return this.get(companyId, transaction);
  }

  /**
   * Does something to a company's subscription and records it, in a transaction of the master database.
   * @returns the subscription as it is then; unchanged when the fact was recorded before.
   * @throws SubscriptionNotFoundError, IllegalTransitionError.
   */
  async apply(
    transaction: EntityManager,
    companyId: number,
    action: SubscriptionAction,
    change: SubscriptionChange,
  ): Promise<Subscription> {
    return this.applyTo(transaction, await this.lock(transaction, companyId), action, change);
  }

  /** Like `apply`, for a subscription that `lock` gave in this transaction; it is changed as well. */
  async applyTo(
    transaction: EntityManager,
    subscription: Subscription,
    action: SubscriptionAction,
    change: SubscriptionChange,
  ): Promise<Subscription> {
    const { effectiveAt } = change;
    if (effectiveAt && (await this.isRecorded(transaction, subscription, action, effectiveAt))) return subscription;
    const status = statusAfter(action, subscription.status);
    const fields = { ...change.set, status };
    await transaction.update(Subscription, { id: subscription.id }, fields);
    await this.record(transaction, subscription, action, change, status);
    return Object.assign(subscription, fields);
  }

  /** Without the plans, which decide nothing about access. */
  private facts(companyId: number): Promise<EntitlementFacts | null> {
    return this.factsOf.find(companyId);
  }

  private isRecorded(
    transaction: EntityManager,
    { id }: Subscription,
    kind: SubscriptionAction,
    effectiveAt: Date,
  ): Promise<boolean> {
    return transaction.existsBy(SubscriptionEvent, { subscriptionId: id, kind, effectiveAt });
  }

  private async record(
    transaction: EntityManager,
    subscription: Subscription,
    kind: SubscriptionAction,
    change: SubscriptionChange,
    status: string,
  ): Promise<void> {
    const { id: subscriptionId, status: before, plan } = subscription;
    const detail = { from: before, to: status, plan: (change.set?.plan ?? plan).code, ...change.detail };
    await transaction.insert(SubscriptionEvent, {
      subscriptionId,
      kind,
      effectiveAt: change.effectiveAt ?? (await this.freeInstant(transaction, subscriptionId, kind)),
      recordedAt: this.clock.now(),
      actor: change.actor,
      detail: JSON.stringify(detail),
    });
  }

  /** Now, or just after the last of its kind: two changes in one millisecond are two. */
  private async freeInstant(transaction: EntityManager, subscriptionId: number, kind: string): Promise<Date> {
    const now = this.clock.now();
    const [last] = await transaction.find(SubscriptionEvent, {
      where: { subscriptionId, kind },
      order: { effectiveAt: 'DESC' },
      take: 1,
    });
    return last && last.effectiveAt >= now ? new Date(last.effectiveAt.getTime() + 1) : now;
  }
}
