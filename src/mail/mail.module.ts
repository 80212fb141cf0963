import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { MailDelivery } from './mail-delivery.js';
import { MailRemains } from './mail-remains.js';
import { MailSchedule } from './mail-schedule.js';
import { Outbox } from './outbox.js';
import { FileTransport } from './transports/file-transport.js';
import { MailTransport } from './transports/mail-transport.js';
import { SmtpTransport } from './transports/smtp-transport.js';

/** Mails: written down in the master database with what they tell of, sent by and by. */
@Global()
@Module({
  providers: [
    Outbox,
    MailDelivery,
    MailRemains,
    MailSchedule,
    { provide: MailTransport, inject: [Settings], useFactory: transport },
  ],
  exports: [Outbox, MailDelivery],
})
export class MailModule {}

function transport({ mailTransport, smtpUrl, dataDir }: Settings): MailTransport {
  // Settings see to it that there is a URL where one is needed.
  return mailTransport === 'smtp'
    ? new SmtpTransport(smtpUrl ?? '')
    : new FileTransport(join(dataDir, 'outgoing_mail'));
}
