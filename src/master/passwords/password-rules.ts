import { Injectable } from '@nestjs/common';
import { ValidationError } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { PASSWORD_MIN_LENGTH } from '../fields.js';
import { uniqueKey } from '../keys.js';
import { isCommonPassword } from './common-passwords.js';

/** Whose password it is to be: what somebody who knows them would try first. */
export interface PasswordContext {
  readonly username: string;
  readonly email: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly companyName?: string;
}

const PRODUCT = 'medadmin';
/** Digits and signs around a word, and between its parts, make no password of it. */
const DECORATION = /[^\p{L}]+/gu;

/**
 * What a new password must be (NIST SP 800-63B-4, 3.1.1.2): long enough, not one of the most common ones, and not a name
 * of the user's surroundings. There are no rules of composition, and nobody has to change theirs from time to time. Its
 * greatest length and the characters it may have are checked where it comes in (see NewPassword).
 */
@Injectable()
export class PasswordRules {
  constructor(private readonly settings: Settings) {}

  /**
   * @param field of the input, for the error.
   * @param hasSecondFactor whether the password is not all that its user signs in with.
   * @throws ValidationError.
   */
  async assertGood(
    password: string,
    context: PasswordContext,
    { field = 'password', hasSecondFactor = false }: { field?: string; hasSecondFactor?: boolean } = {},
  ): Promise<void> {
    const min = hasSecondFactor ? PASSWORD_MIN_LENGTH : this.settings.passwordMinLength;
    const normalized = password.normalize('NFKC');
    const refuse = (message: string): never => {
      throw new ValidationError([{ field, message }]);
    };
    if ([...normalized].length < min) refuse(`must have at least ${min} characters`);
    if (await isCommonPassword(normalized)) refuse('is one of the most common passwords');
    if (isOfContext(normalized, context)) refuse('is made of a name that others know');
  }
}

/** The password as a whole is compared, as the guideline says, not what may be contained in it. */
function isOfContext(password: string, context: PasswordContext): boolean {
  const [mailbox = '', domain = ''] = context.email.split('@');
  const { username, firstName = '', lastName = '', companyName = '' } = context;
  const names = [username, context.email, mailbox, domain, firstName, lastName, companyName, PRODUCT];
  const words = new Set(names.flatMap((name) => [lettersOf(name), lettersOf(name).repeat(2)]));
  words.add(lettersOf(firstName + lastName)).add(lettersOf(lastName + firstName));
  const letters = lettersOf(password);
  return letters !== '' && words.has(letters);
}

function lettersOf(text: string): string {
  return uniqueKey(text).replace(DECORATION, '');
}
