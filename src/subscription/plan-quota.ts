import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { MasterNews } from '../database/index.js';
import { TenantQuota } from '../tenancy/index.js';
import type { Resource } from './resources.js';

/** The most that a plan allows of each resource; null is unlimited. */
export type PlanLimits = Readonly<Record<Resource, number | null>>;

interface LimitsRow extends Omit<PlanLimits, 'storageBytes'> {
  readonly storageBytes: number | string | null;
}

/** A company without a subscription has bought nothing. */
const NOTHING: PlanLimits = { doctors: 0, patients: 0, users: 0, storageBytes: 0 };

/** Limits, and the state of the master database that they were read in. */
interface Remembered {
  readonly limits: PlanLimits;
  readonly state: number;
}

const COMPANIES_REMEMBERED = 10_000;

/** What companies' plans allow, as the master database says when they are asked for. */
@Injectable()
export class PlanQuota extends TenantQuota {
  override changes = 0;
  private readonly select: string;
  private readonly remembered = new LRUCache<number, Remembered>({ max: COMPANIES_REMEMBERED });

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly news: MasterNews,
  ) {
    super();
    news.listen('subscriptions', () => this.moved());
    this.select =
      'SELECT plan.limit_doctors AS doctors, plan.limit_patients AS patients, plan.limit_users AS users, ' +
      'plan.limit_storage_bytes AS "storageBytes" FROM subscription_subscription subscription ' +
      'JOIN subscription_plan plan ON plan.id = subscription.plan_id ' +
      `WHERE subscription.company_id = ${master.driver.createParameter('companyId', 0)}`;
  }

  override isTold(): boolean {
    return this.news.isLive;
  }

  /** Limits of some company have changed. */
  moved(): void {
    this.changes += 1;
  }

  /** The same in all processes. Never fails. */
  async movedEverywhere(): Promise<void> {
    this.moved();
    await this.news.tell('subscriptions');
  }

  /** @param manager of the master database: that of a transaction, to decide inside of it. */
  override async limitsOf(companyId: number, manager?: EntityManager): Promise<PlanLimits> {
    if (manager !== undefined) return this.read(companyId, manager);
    // Before it is read: what is committed meanwhile makes the limits old, not new.
    const state = this.news.state();
    const known = this.remembered.get(companyId);
    if (known !== undefined && known.state === state) return known.limits;
    const limits = await this.read(companyId, this.master.manager);
    if (state !== undefined) this.remembered.set(companyId, { limits, state });
    return limits;
  }

  private async read(companyId: number, manager: EntityManager): Promise<PlanLimits> {
    const [row] = await manager.query<LimitsRow[]>(this.select, [companyId]);
    if (row === undefined) return NOTHING;
    // PostgreSQL's driver gives 64-bit integers as text.
    return { ...row, storageBytes: row.storageBytes === null ? null : Number(row.storageBytes) };
  }
}
