import type {
  AfterQueryEvent,
  BeforeQueryEvent,
  DataSource,
  EntitySubscriberInterface,
  InsertEvent,
  TransactionCommitEvent,
  TransactionRollbackEvent,
  TransactionStartEvent,
} from 'typeorm';

/**
 * Several subscribers as one, each told when the one before it is done. TypeORM tells all at once: if one of them refused
 * a commit, the statements of another would come after the rollback, outside of the transaction.
 */
export class SubscribersInOrder implements EntitySubscriberInterface {
  private constructor(private readonly subscribers: readonly EntitySubscriberInterface[]) {}

  /** Puts one in the place of all subscribers of a DataSource. */
  static install({ subscribers }: DataSource): void {
    const all = subscribers.splice(0);
    subscribers.push(new SubscribersInOrder(all));
  }

  beforeTransactionStart(event: TransactionStartEvent): void {
    for (const subscriber of this.subscribers) void subscriber.beforeTransactionStart?.(event);
  }

  afterTransactionStart(event: TransactionStartEvent): void {
    for (const subscriber of this.subscribers) void subscriber.afterTransactionStart?.(event);
  }

  beforeQuery(event: BeforeQueryEvent): Promise<void> | void {
    return inTurn(this.subscribers, (subscriber) => subscriber.beforeQuery?.(event));
  }

  afterQuery(event: AfterQueryEvent): Promise<void> | void {
    return inTurn(this.subscribers, (subscriber) => subscriber.afterQuery?.(event));
  }

  beforeInsert(event: InsertEvent<unknown>): Promise<unknown> | void {
    return inTurn(this.subscribers, (subscriber) => subscriber.beforeInsert?.(event) as Promise<void> | void);
  }

  afterInsert(event: InsertEvent<unknown>): void {
    for (const subscriber of this.subscribers) void subscriber.afterInsert?.(event);
  }

  beforeTransactionCommit(event: TransactionCommitEvent): Promise<unknown> | void {
    return inTurn(
      this.subscribers,
      (subscriber) => subscriber.beforeTransactionCommit?.(event) as Promise<void> | void,
    );
  }

  afterTransactionCommit(event: TransactionCommitEvent): void {
    for (const subscriber of this.subscribers) void subscriber.afterTransactionCommit?.(event);
  }

  beforeTransactionRollback(event: TransactionRollbackEvent): void {
    for (const subscriber of this.subscribers) void subscriber.beforeTransactionRollback?.(event);
  }

  afterTransactionRollback(event: TransactionRollbackEvent): void {
    for (const subscriber of this.subscribers) void subscriber.afterTransactionRollback?.(event);
  }
}

/** Without a promise where none of them needs one: most statements are nothing to anybody. */
function inTurn(
  subscribers: readonly EntitySubscriberInterface[],
  tell: (subscriber: EntitySubscriberInterface) => Promise<void> | void,
): Promise<void> | void {
  let pending: Promise<void> | undefined;
  for (const subscriber of subscribers) {
    if (pending === undefined) pending = tell(subscriber) ?? undefined;
    else pending = pending.then(() => tell(subscriber));
  }
  return pending;
}
