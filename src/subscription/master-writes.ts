import type { EntityManager } from 'typeorm';
import type { IdempotentRequest } from '../common/index.js';

/** One transaction on the master database, at most once per request. The master's side keeps the answers. */
export abstract class MasterWrites {
  /**
   * Runs `work` in one transaction. A request with an Idempotency-Key takes effect once: a copy is answered like the first.
   * @throws IdempotencyMismatchError, and what `work` throws.
   */
  abstract once<T>(
    request: IdempotentRequest | undefined,
    work: (transaction: EntityManager) => Promise<T>,
  ): Promise<T>;
}
