import { Injectable, Optional } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../common/index.js';
import { MailPermission } from './mail-permission.js';
import { OutboxMail } from './outbox-mail.entity.js';

/** A mail to one person, in plain text. */
export interface Mail {
  /** Names what the mail is about, and to whom, e.g. `trial-ended/17/2026-12-08T08:00:00.000Z/ada@example.com`. */
  readonly dedupKey: string;
  /** On whose behalf it is: it goes when that company goes. */
  readonly companyId?: number;
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Where mails are written down with what they tell of, to be sent once that is certain. */
@Injectable()
export class Outbox {
  constructor(
    private readonly clock: Clock,
    @Optional() private readonly permission?: MailPermission,
  ) {}

  /**
   * Has the mail sent, at least once, after the transaction is committed; never if it is not. A mail whose key is there
   * already, from any process and whether sent or not, is not taken again; nor is one of a company whose mails are off.
   * @param transaction of the master database.
   */
  async enqueue(transaction: EntityManager, input: Mail): Promise<void> {
    const { dedupKey, companyId, to, subject, text } = input;
    if (companyId !== undefined && (await this.permission?.mayMail(transaction, companyId)) === false) return;
    const now = this.clock.now();
    const mail = {
      dedupKey,
      companyId: companyId ?? null,
      recipient: to,
      subject,
      text,
      createdAt: now,
      nextAttemptAt: now,
      attempts: 0,
      sentAt: null,
      lastFailure: null,
    };
    await transaction
      .createQueryBuilder()
      .insert()
      .into(OutboxMail)
      .values(mail)
      .orIgnore()
      .updateEntity(false)
      .execute();
  }

  /** Forgets all mails, sent or not, with their addresses. */
  async clear(transaction: EntityManager): Promise<void> {
    await transaction.deleteAll(OutboxMail);
  }
}
