import { ProblemError, ValidationError } from '../common/index.js';
import type { FieldError } from '../common/index.js';

/** The company, username or e-mail address is taken. */
export class AlreadyRegisteredError extends ProblemError {
  constructor(errors: readonly FieldError[]) {
    super('already-exists', 'Somebody registered this before.', { errors });
  }
}

/** Somebody else undid this sign-up while it was under way: it was taken for one of a dead process, or all were removed. */
export class RegistrationLostError extends ProblemError {
  constructor() {
    super('unavailable', 'The registration was undone while it was under way.');
  }
}

/** No public plan has this code. */
export class UnknownPlanError extends ValidationError {
  constructor() {
    super([{ field: 'planCode', message: 'is not the code of a plan on offer' }]);
  }
}

/** The company is not there any more. */
export class UnknownCompanyError extends ProblemError {
  constructor() {
    super('not-found', 'There is no such company.');
  }
}

/** Wrong username, e-mail address or password; which one is not told. */
export class InvalidCredentialsError extends ProblemError {
  constructor(detail = 'Username or password is wrong.') {
    super('invalid-credentials', detail);
  }
}

/** The current password given for a change is wrong. */
export class WrongPasswordError extends ValidationError {
  constructor(field = 'currentPassword') {
    super([{ field, message: 'is wrong' }]);
  }
}

/** The refresh token is unknown, expired or of a session that has ended. */
export class InvalidRefreshTokenError extends ProblemError {
  constructor() {
    super('unauthenticated', 'The refresh token is not valid or has expired.');
  }
}

/** A refresh token came a second time: one of the two who had it stole it. The session has been ended. */
export class RefreshTokenReusedError extends ProblemError {
  constructor() {
    super('refresh-token-reused', 'The refresh token was used before; its session has been ended.');
  }
}

/** The session was signed out, its user switched off, or its company is not in use. */
export class SessionEndedError extends ProblemError {
  constructor() {
    super('unauthenticated', 'This session has ended; sign in again.');
  }
}

/** The handler is not for people of this role. */
export class RoleNotAllowedError extends ProblemError {
  constructor() {
    super('forbidden', 'Your role does not allow this.');
  }
}

/** Superusers under a support access may not do this, or not change anything. */
export class SupportNotAllowedError extends ProblemError {
  constructor() {
    super('forbidden', 'The support access does not allow this.');
  }
}
