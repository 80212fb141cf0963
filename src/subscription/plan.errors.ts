import { ConflictError, ProblemError } from '../common/index.js';

export class PlanNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no plan with this code.');
  }
}

/** Another plan has this code. */
export class PlanCodeTakenError extends ProblemError {
  constructor() {
    super('already-exists', 'Another plan has this code.', {
      errors: [{ field: 'code', message: 'belongs to another plan' }],
    });
  }
}

/** Companies have the plan, or wait for it; it can only be retired. */
export class PlanInUseError extends ConflictError {
  constructor() {
    super('plan-in-use', 'Companies have this plan; it can be retired, not deleted.');
  }
}
