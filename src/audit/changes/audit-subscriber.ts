import type {
  AfterQueryEvent,
  BeforeQueryEvent,
  EntitySubscriberInterface,
  TransactionCommitEvent,
  TransactionRollbackEvent,
  TransactionStartEvent,
} from 'typeorm';
import { UnauditedChangeError } from '../audit.errors.js';
import type { CompanyAudit } from '../company-audit.js';
import { AuditedTransaction } from './audited-transaction.js';
import type { ChangeWatch } from './change-watch.js';

/**
 * Sees to it that no change goes unrecorded: TypeORM tells it of every statement and transaction on a company's database,
 * whoever runs them. What a transaction did is added to the log as the last thing before its commit.
 */
export class AuditSubscriber implements EntitySubscriberInterface {
  constructor(
    private readonly audit: CompanyAudit,
    private readonly watch: ChangeWatch,
  ) {}

  beforeTransactionStart({ queryRunner }: TransactionStartEvent): void {
    if (!queryRunner.isTransactionActive) AuditedTransaction.of(queryRunner).reset();
  }

  afterTransactionStart({ queryRunner }: TransactionStartEvent): void {
    AuditedTransaction.of(queryRunner).begin();
  }

  /** @throws UnauditedChangeError for a change outside of a transaction, or one that is not understood. */
  beforeQuery({ query, parameters = [], queryRunner }: BeforeQueryEvent): Promise<void> | void {
    const statement = this.watch.statement(query);
    if (statement === undefined) return;
    if (!queryRunner.isTransactionActive)
      throw new UnauditedChangeError('A change outside of a transaction was refused.');
    return this.watch.before(queryRunner, query, statement, parameters as unknown[]);
  }

  afterQuery({ query, parameters = [], queryRunner, success, rawResults }: AfterQueryEvent): Promise<void> | void {
    if (this.watch.statement(query) === undefined) return;
    const blind = (error: unknown): never => {
      AuditedTransaction.of(queryRunner).isBlind = true;
      throw error;
    };
    try {
      return this.watch
        .after(queryRunner, query, parameters as unknown[], success ? rawResults : undefined)
        ?.catch(blind);
    } catch (error) {
      return blind(error);
    }
  }

  /** @throws UnauditedChangeError for changes on behalf of nobody. */
  async beforeTransactionCommit({ queryRunner }: TransactionCommitEvent): Promise<void> {
    const transaction = AuditedTransaction.of(queryRunner);
    if (transaction.isBlind) throw new UnauditedChangeError();
    if (!transaction.isOutermost) return;
    const { changes, by } = transaction;
    if (changes.length === 0) return;
    if (by === undefined) throw new UnauditedChangeError('A change on behalf of nobody was refused.');
    transaction.head = await this.audit.write(queryRunner, by, changes);
  }

  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): void {
    const transaction = AuditedTransaction.of(queryRunner);
    transaction.commit();
    if (transaction.head !== undefined) this.audit.committed(transaction.head, transaction.by);
    transaction.head = undefined;
    if (transaction.isOver) transaction.endTurn();
  }

  /** Before it as well: of a rollback that fails nobody hears any more. */
  beforeTransactionRollback({ queryRunner }: TransactionRollbackEvent): void {
    const transaction = AuditedTransaction.of(queryRunner);
    if (transaction.isOutermost) transaction.endTurn();
  }

  afterTransactionRollback({ queryRunner }: TransactionRollbackEvent): void {
    const transaction = AuditedTransaction.of(queryRunner);
    transaction.rollback();
    if (transaction.isOver) transaction.endTurn();
  }
}
