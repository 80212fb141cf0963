import { createHash } from 'node:crypto';
import type { Mail } from '../../mail/index.js';
import { readOnlyEnd } from '../entitlement.js';
import type { Subscription } from '../subscription.entity.js';
import type { Notice } from './notices.js';

/** What the mails need to know besides the subscription. */
export interface NoticeSettings {
  readonly publicUrl: string;
  readonly readOnlyDays: number;
}

interface Owner {
  readonly email: string;
  readonly name: string;
}

interface Words {
  readonly subject: string;
  readonly sentences: readonly string[];
}

/** The mail about the end of full access, to one owner. Times are told in UTC. Pure. */
export function noticeMail(subscription: Subscription, notice: Notice, owner: Owner, settings: NoticeSettings): Mail {
  const { subject, sentences } =
    notice.kind.name === 'notice-ended' ? ended(subscription, notice, settings) : ending(subscription, notice);
  const link = `Plans and payment: ${settings.publicUrl}/subscription/`;
  return {
    dedupKey: dedupKey(subscription, notice, owner),
    companyId: subscription.companyId,
    to: owner.email,
    subject,
    text: `${[`Hello ${owner.name},`, ...sentences, link].join('\n\n')}\n`,
  };
}

function ending(subscription: Subscription, { kind, end }: Notice): Words {
  const what = isTrial(subscription, end) ? 'trial' : 'paid period';
  return {
    subject: `Your ${what} ends ${kind.name === 'notice-1-day' ? 'within a day' : 'within three days'}`,
    sentences: [
      `your ${what} of the plan ${subscription.plan.name} ends on ${inUtc(end)}.`,
      'From then on your data can be read but not changed, until the next payment. Nothing is lost.',
    ],
  };
}

function ended(subscription: Subscription, { end }: Notice, settings: NoticeSettings): Words {
  const what = isTrial(subscription, end) ? 'trial' : 'subscription';
  return {
    subject: `Your ${what} has ended`,
    sentences: [
      `your ${what} of the plan ${subscription.plan.name} ended on ${inUtc(end)}.`,
      `Nothing is lost: your data can be read until ${inUtc(readOnlyEnd(subscription, settings))}, and a payment opens ` +
        'everything again, then as well as later.',
    ],
  };
}

function isTrial({ trialEndsAt }: Subscription, end: Date): boolean {
  return trialEndsAt?.getTime() === end.getTime();
}

/** The address is hashed: the key stays when the mail is long gone. */
function dedupKey({ id }: Subscription, { kind, end }: Notice, { email }: Owner): string {
  const recipient = createHash('sha256').update(email).digest('hex').slice(0, 32);
  return `subscription/${id}/${kind.name}/${end.toISOString()}/${recipient}`;
}

/** `2026-12-08 at 14:30 UTC`; an end between two minutes is told as the minute before. */
function inUtc(time: Date): string {
  const text = time.toISOString();
  return `${text.slice(0, 10)} at ${text.slice(11, 16)} UTC`;
}
