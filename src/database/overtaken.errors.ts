import { ProblemError } from '../common/index.js';

/** What a unit of work went by was not so any more when it was looked at. Nothing was saved; it is run again. */
export class OvertakenError extends ProblemError {
  constructor(cause?: unknown) {
    super('unavailable', 'Something else has changed what this unit of work went by.', { cause });
  }
}
