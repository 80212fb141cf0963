import type { ChainHead } from './chain.js';

/** Where the ends of companies' chains are kept apart from them, so that a cut-off tail is noticed. */
export abstract class AuditCheckpoints {
  /** Takes down the end of a company's chain, to be kept before long; costs next to nothing. */
  abstract note(companyId: number, head: ChainHead): void;

  /** Keeps what was noted, now. */
  abstract keep(): Promise<void>;
}
