import type { Mail } from '../../mail/index.js';
import type { Invitation } from '../entities/index.js';

/** Who invites whom, in words. */
export interface InvitationNames {
  readonly inviter: string;
  readonly company: string;
}

/** @param publicUrl address of the web pages. The token stands behind a #, which browsers send to nobody. */
export function invitationMail(
  { id, companyId, email, role }: Invitation,
  { inviter, company }: InvitationNames,
  token: string,
  publicUrl: string,
): Mail {
  const text = [
    `${inviter} invites you to join ${company} as ${role}.`,
    'Choose a username and a password here within 7 days; the link works once:',
    `${publicUrl}/invitation/#token=${token}`,
    'If you do not know what this is about, you need not do anything.',
  ];
  return {
    dedupKey: `invitation/${id}`,
    companyId,
    to: email,
    subject: `${inviter} invites you to ${company}`,
    text: `${text.join('\n\n')}\n`,
  };
}
