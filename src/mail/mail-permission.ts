import type { EntityManager } from 'typeorm';

/** Whether mails are sent on behalf of a company. The master's side knows; this side only asks. */
export abstract class MailPermission {
  /** @param transaction of the master database, in which the mail is written down. */
  abstract mayMail(transaction: EntityManager, companyId: number): Promise<boolean>;
}
