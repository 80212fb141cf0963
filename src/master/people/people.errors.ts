import { ConflictError, ProblemError } from '../../common/index.js';

/** The company has no person with this number; other companies' people are none of its. */
export class PersonNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no person with this id.');
  }
}

/** A company without an owner could be managed by nobody. */
export class LastOwnerError extends ConflictError {
  constructor() {
    super('last-owner', 'The company needs an owner: make somebody else one first.');
  }
}

/** Whoever switches themselves off could not undo it. */
export class OwnAccountError extends ConflictError {
  constructor() {
    super('own-account', 'You cannot switch your own account off; somebody else can, or you leave.');
  }
}

/** Owners are made and managed by owners. */
export class NotYoursToManageError extends ProblemError {
  constructor() {
    super('forbidden', 'Your role does not manage people of that role.');
  }
}
