import { ProblemError } from '../../common/index.js';

/** The link was never made, was used or revoked, has expired, or its company is not in use. */
export class InvalidInvitationError extends ProblemError {
  constructor() {
    super('not-found', 'This invitation does not exist, was used or revoked, or has expired.');
  }
}

/** The company has no such invitation that is open. */
export class InvitationNotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no open invitation with this id.');
  }
}

/** The address belongs to somebody who has an account, here or in another company. */
export class AddressTakenError extends ProblemError {
  constructor() {
    super('already-exists', 'Somebody with this address has an account.', {
      errors: [{ field: 'email', message: 'belongs to somebody who has an account' }],
    });
  }
}

/** More mails than any company needs: somebody may be using them to write to strangers. */
export class TooManyInvitationsError extends ProblemError {
  constructor() {
    super('too-many-requests', 'The company has sent too many invitations today.', {
      headers: { 'Retry-After': '3600' },
    });
  }
}
