import { LRUCache } from 'lru-cache';
import type { DataSource, EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';
import type { MasterNews } from '../database/index.js';
import type { EntitlementFacts } from './entitlement.js';

/** A change acts within this time, in milliseconds, in processes that no news of it come to. */
const TTL_MS = 1000;
const SUBSCRIPTIONS_KEPT = 10_000;

/**
 * Subscriptions as they were within the last second. A change is forgotten here when its transaction has committed: a
 * reader that came before would only have brought the old state back.
 */
export class SubscriptionCache implements EntitySubscriberInterface {
  private readonly recent = new LRUCache<number, { readonly subscription: EntitlementFacts | null }>({
    max: SUBSCRIPTIONS_KEPT,
    ttl: TTL_MS,
  });
  private readonly changing = new WeakMap<QueryRunner, Set<number>>();
  /** Counts the changes, so that what was read before one is not kept after it. */
  private changes = 0;

  /** @param master whose commits it watches. @param onChange is told of changes that this process has made. */
  constructor(
    master: DataSource,
    private readonly news: MasterNews,
    private readonly onChange: () => void,
  ) {
    master.subscribers.push(this);
    news.listen('subscriptions', () => this.forgetAll());
  }

  /** Undefined when it would have to be read. What others have changed is heard of where sessions are looked at, just before. */
  known(companyId: number): EntitlementFacts | null | undefined {
    return this.recent.get(companyId)?.subscription;
  }

  async get(companyId: number, read: () => Promise<EntitlementFacts | null>): Promise<EntitlementFacts | null> {
    const known = this.recent.get(companyId);
    if (known !== undefined) return known.subscription;
    const { changes } = this;
    const subscription = await read();
    if (changes === this.changes) this.recent.set(companyId, { subscription });
    return subscription;
  }

  /** Has a company's subscription forgotten when the transaction commits. */
  forgetAfter(transaction: EntityManager, companyId: number): void {
    const { queryRunner } = transaction;
    if (queryRunner === undefined) return;
    const companies = this.changing.get(queryRunner) ?? new Set();
    this.changing.set(queryRunner, companies.add(companyId));
  }

  async afterTransactionCommit({ queryRunner }: { readonly queryRunner: QueryRunner }): Promise<void> {
    const changed = this.changing.get(queryRunner);
    // Of nested transactions the outermost counts.
    if (queryRunner.isTransactionActive || changed === undefined) return;
    for (const companyId of changed) this.forget(companyId);
    this.onChange();
    await this.news.tell('subscriptions');
  }

  forget(companyId: number): void {
    this.changes += 1;
    this.recent.delete(companyId);
  }

  private forgetAll(): void {
    this.changes += 1;
    this.recent.clear();
  }
}
