import { ConflictError, ProblemError, ValidationError } from '../../common/index.js';

/** The password is right; a code of the authenticator app, or a recovery code, must follow. */
export class SecondFactorRequiredError extends ProblemError {
  constructor(challenge: string, challengeExpiresIn: number) {
    super('second-factor-required', 'A code of the authenticator app is needed as well.', {
      extensions: { challenge, challengeExpiresIn },
    });
  }
}

/** Nothing but setting up a second factor is open to a session whose user must have one and has none. */
export class EnrolmentRequiredError extends ProblemError {
  constructor() {
    super('second-factor-enrolment-required', 'Set up a second factor first.');
  }
}

/** The challenge is made up or too old, or the password has been changed since. */
export class InvalidChallengeError extends ProblemError {
  constructor() {
    super('invalid-credentials', 'The challenge is not valid or has expired; sign in again.');
  }
}

/** At sign-in the code was wrong; answered as a wrong password is. */
export class WrongSignInCodeError extends ProblemError {
  /** @param userId whose challenge it was. */
  constructor(readonly userId: number) {
    super('invalid-credentials', 'The code is wrong or was used before.');
  }
}

/** The code is not one of this moment, or was used before. */
export class WrongCodeError extends ValidationError {
  constructor(field: 'code' | 'recoveryCode') {
    super([{ field, message: 'is wrong or was used before' }]);
  }
}

/** There is a second factor already; it has to be switched off before another one is set up. */
export class SecondFactorExistsError extends ConflictError {
  constructor() {
    super('second-factor-exists', 'A second factor is set up already.');
  }
}

/** Nothing was begun that could be confirmed, or there is nothing to be changed. */
export class NoSecondFactorError extends ConflictError {
  constructor() {
    super('second-factor-missing', 'No second factor is set up.');
  }
}

/** The password was good enough only beside a second factor. */
export class ShortPasswordError extends ProblemError {
  /** @param least characters of a password that is all that somebody signs in with. */
  constructor(least: number) {
    super('conflict', `Change your password first: without a second factor it needs at least ${least} characters.`);
  }
}

/** Nobody signs in by that name or address. */
export class UnknownUserError extends ProblemError {
  constructor() {
    super('not-found', 'There is no user of that name or e-mail address.');
  }
}

/** The company, or the installation, requires it of its user. */
export class SecondFactorRequiredOfUserError extends ConflictError {
  constructor() {
    super('second-factor-needed', 'You must have a second factor; it cannot be switched off.');
  }
}

/** The secret cannot be decrypted: the key of the installation is another one, or the row was changed. */
export class UnreadableSecretError extends ProblemError {
  constructor() {
    super('internal-error', 'The secret of a second factor cannot be decrypted.');
  }
}
