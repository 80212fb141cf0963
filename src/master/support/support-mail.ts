import type { Mail } from '../../mail/index.js';
import type { SupportAccess } from './support-access.entity.js';

interface Owner {
  readonly email: string;
  readonly name: string;
}

/** What an owner is told when a superuser wants into their company. @param publicUrl address of the web pages. */
export function supportMail(
  { id, companyId, reason, role, canWrite, minutes, needsApproval }: SupportAccess,
  { email, name }: Owner,
  publicUrl: string,
): Mail {
  const what = `as ${role}, ${canWrite ? 'and may change clinic data' : 'for reading only'}, for ${minutes} minutes`;
  const text = [
    `Dear ${name},`,
    needsApproval
      ? `support asks to enter your company ${what}. Nobody enters unless you approve.`
      : `support has been given access to your company ${what}. You can end it at any moment.`,
    `The reason given: ${reason}`,
    `See ${publicUrl}/settings/support/ for this access and for everything that is done under it.`,
  ];
  const subject = needsApproval ? 'Support asks to enter your company' : 'Support enters your company';
  return { dedupKey: `support-access/${id}/${email}`, companyId, to: email, subject, text: `${text.join('\n\n')}\n` };
}
