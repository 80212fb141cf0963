import { ProblemError } from '../../../common/index.js';

/** Somebody with a second factor has not proved for five minutes who they are. */
export class StepUpRequiredError extends ProblemError {
  constructor() {
    super('step-up-required', 'Prove who you are once more at /api/auth/step-up, then try again.');
  }
}
