import { ConflictError, ProblemError } from '../../common/index.js';

export class SupportAccessNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no support access with this id.');
  }
}

/** It waits for an owner's approval, has expired, or was ended. */
export class SupportAccessNotActiveError extends ConflictError {
  constructor() {
    super('support-not-active', 'This support access is not active.');
  }
}

/** Nothing is left that could be approved. */
export class SupportAccessNotPendingError extends ConflictError {
  constructor() {
    super('support-not-pending', 'This support access does not wait for approval.');
  }
}
