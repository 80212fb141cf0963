import type { IdempotentRequest } from '../common/index.js';

/** Work that is more than one transaction, at most once per request. The master's side keeps the answers. */
export abstract class RepeatableWork {
  /**
   * Does `work` and keeps its answer for 24 hours: a copy of the request is answered like the first, and does nothing. What
   * fails can be tried again with the same key. When a process dies in the middle, what it did is finished or taken back by
   * its operation's recovery, and a copy does the work anew.
   * @throws IdempotencyMismatchError; IdempotencyInFlightError while the first one is at it; what `work` throws.
   */
  abstract once<T>(request: IdempotentRequest | undefined, work: () => Promise<T>): Promise<T>;
}
