import type {
  BeforeQueryEvent,
  EntitySubscriberInterface,
  InsertEvent,
  TransactionCommitEvent,
  TransactionRollbackEvent,
  TransactionStartEvent,
} from 'typeorm';
import { UncountedInsertError } from '../tenancy.errors.js';
import type { CompanyQuota } from './company-quota.js';
import type { CountedTables } from './counted-tables.js';
import { WatchedTransaction } from './watched-transaction.js';

/**
 * Sees to it that nothing gets round the plan's limits: TypeORM tells it of every statement and every transaction on a
 * company's database, whoever runs them. What a transaction inserted is counted as the last thing before its commit.
 * Nested transactions are each held to it at their own end, so that one of them can be refused alone.
 */
export class QuotaSubscriber implements EntitySubscriberInterface {
  constructor(
    private readonly quota: CompanyQuota,
    private readonly tables: CountedTables,
  ) {}

  beforeTransactionStart({ queryRunner }: TransactionStartEvent): void {
    if (!queryRunner.isTransactionActive) WatchedTransaction.of(queryRunner).reset();
  }

  afterTransactionStart({ queryRunner }: TransactionStartEvent): void {
    WatchedTransaction.of(queryRunner).begin();
  }

  /** @throws UncountedInsertError when rows that count are inserted outside of a transaction. */
  beforeQuery({ query, queryRunner }: BeforeQueryEvent): void {
    for (const resource of this.tables.insertedBy(query)) {
      if (!queryRunner.isTransactionActive) throw new UncountedInsertError(resource);
      WatchedTransaction.of(queryRunner).insert(resource, 0);
    }
  }

  beforeInsert({ metadata, queryRunner }: InsertEvent<unknown>): void {
    const resource = this.tables.resourceOf(metadata.tableName);
    if (resource !== undefined) WatchedTransaction.of(queryRunner).insert(resource, 1);
  }

  afterInsert({ metadata, queryRunner }: InsertEvent<unknown>): void {
    if (this.tables.resourceOf(metadata.tableName) !== undefined) WatchedTransaction.of(queryRunner).answered();
  }

  /** @throws PlanLimitReachedError */
  async beforeTransactionCommit({ manager, queryRunner }: TransactionCommitEvent): Promise<void> {
    const { insertions, isOutermost, isAnswered } = WatchedTransaction.of(queryRunner);
    if (insertions.size === 0 || (isOutermost && isAnswered && this.quota.isHeldLater(manager, insertions))) return;
    await this.quota.assertWithin(manager, insertions);
  }

  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): void {
    WatchedTransaction.of(queryRunner).end();
  }

  afterTransactionRollback({ queryRunner }: TransactionRollbackEvent): void {
    WatchedTransaction.of(queryRunner).end();
  }
}
