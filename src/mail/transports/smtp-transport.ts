import type { Transporter } from 'nodemailer';
import { MailTransport, message } from './mail-transport.js';
import type { OutgoingMail } from './mail-transport.js';

/** Shorter than those of nodemailer, which would have one silent server hold up all mails for ten minutes. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Hands mails to a mail server. */
export class SmtpTransport extends MailTransport {
  private transporter: Promise<Transporter> | undefined;

  /** @param url smtp or smtps, with user and password if the server wants them. */
  constructor(private readonly url: string) {
    super();
  }

  override async send(mail: OutgoingMail): Promise<void> {
    this.transporter ??= this.open();
    await (await this.transporter).sendMail(message(mail));
  }

  override close(): void {
    void this.transporter?.then((transporter) => transporter.close());
  }

  private async open(): Promise<Transporter> {
    // Loaded with the first mail: the start of the program does not wait for it.
    const { createTransport } = await import('nodemailer');
    return createTransport({ url: this.url, pool: true, maxConnections: 1, ...TIMEOUTS });
  }
}
