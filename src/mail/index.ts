import { Outbox20261124000311 } from './migrations/20261124000311-outbox.js';
import { MailCompany20261127000202 } from './migrations/20261127000202-mail-company.js';
import { OutboxMail } from './outbox-mail.entity.js';

export { MailDelivery } from './mail-delivery.js';
export type { DeliveryReport } from './mail-delivery.js';
export { MailPermission } from './mail-permission.js';
export { MailModule } from './mail.module.js';
export { Outbox } from './outbox.js';
export type { Mail } from './outbox.js';

/** What this folder adds to the master database. */
export const MAIL_SCHEMA = {
  entities: [OutboxMail],
  migrations: [Outbox20261124000311, MailCompany20261127000202],
};
