import type { Mail } from '../../mail/index.js';
import type { User } from '../entities/index.js';

/** @param publicUrl address of the web pages. The token stands behind a #, which browsers send to nobody. */
export function resetMail({ email, username }: User, token: string, tokenHash: string, publicUrl: string): Mail {
  const text = [
    `Somebody, perhaps you, has forgotten the password of ${username}.`,
    'Set a new one here within 30 minutes; the link works once:',
    `${publicUrl}/reset-password/#token=${token}`,
    'If it was not you, you need not do anything: without this link nobody can change your password.',
  ];
  return {
    dedupKey: `password-reset/${tokenHash}`,
    to: email,
    subject: 'Set a new password',
    text: `${text.join('\n\n')}\n`,
  };
}
