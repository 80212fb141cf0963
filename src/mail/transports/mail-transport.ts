import { createHash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer/lib/mailer';

/** A mail as it goes out. */
export interface OutgoingMail {
  readonly dedupKey: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly createdAt: Date;
}

/** A way for mails to leave. */
export abstract class MailTransport {
  /** Hands one mail over. @throws an error whose `code` says why, when it cannot be sure that the mail is taken. */
  abstract send(mail: OutgoingMail): Promise<void>;

  /** Removes what is kept here of mails, if anything is. @returns of how many there was something. */
  forget(_mails: readonly Pick<OutgoingMail, 'dedupKey'>[]): Promise<number> {
    return Promise.resolve(0);
  }

  /** Ends connections that are kept. */
  abstract close(): void;
}

/** The same for every attempt at one mail, so that whoever gets it twice can tell. */
export function mailIdentity({ dedupKey }: Pick<OutgoingMail, 'dedupKey'>): string {
  return createHash('sha256').update(dedupKey).digest('hex').slice(0, 32);
}

/** The mail as nodemailer takes it. The addressee is one address, never a list that it parses. */
export function message(mail: OutgoingMail): SendMailOptions {
  const domain = /@([^<>@\s]+)>?$/.exec(mail.from)?.[1] ?? 'localhost';
  return {
    messageId: `<${mailIdentity(mail)}@${domain}>`,
    date: mail.createdAt,
    from: mail.from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
