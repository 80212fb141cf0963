import { NewPasswords } from './new-passwords.js';
import { PasswordResetController } from './password-reset.controller.js';
import { PasswordResets } from './password-resets.js';
import { PasswordRules } from './password-rules.js';
import { Passwords } from './passwords.js';

/** What passwords need of the module. */
export const PASSWORDS = {
  controllers: [PasswordResetController],
  providers: [NewPasswords, PasswordResets, PasswordRules, Passwords],
};
