import { ProblemError } from '../../common/index.js';

/** More sign-ins at once than passwords can be checked. */
export class PasswordsBusyError extends ProblemError {
  constructor() {
    super('unavailable', 'Too many passwords wait to be checked.', { headers: { 'Retry-After': '5' } });
  }
}

/** The link to set a new password is made up, was used, is too old, or a newer one or another password came since. */
export class InvalidResetTokenError extends ProblemError {
  constructor() {
    super('not-found', 'This link is not valid any more; ask for another one.');
  }
}
