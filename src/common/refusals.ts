import type { ProblemError } from './problem.error.js';
import type { StatefulRequest } from './request-state.js';

/** Who is to be told of problems before they are answered. Whoever keeps a record of refusals provides it. */
export abstract class Refusals {
  /** @returns what the answer has to wait for, if anything; it never rejects. */
  abstract note(request: StatefulRequest, problem: ProblemError): Promise<void> | undefined;
}
