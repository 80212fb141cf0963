import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, LessThanOrEqual } from 'typeorm';
import { Clock } from '../common/index.js';
import { Settings } from '../config/index.js';
import { OutboxMail } from './outbox-mail.entity.js';
import { failureCode, nextAttempt } from './retries.js';
import { MailTransport } from './transports/mail-transport.js';

const PORTION = 50;
/** Whoever took a mail and tells nothing for so long is dead; longer than any attempt can take. */
const CLAIM_MS = 5 * 60_000;
/** Failures in a row after which the rest waits for the next time: it is the mail server, not the mails. */
const FAILURES_IN_A_ROW = 3;
/** How long the end of the program waits for the mail under way. */
const STOP_MS = 3000;

export interface DeliveryReport {
  readonly sent: number;
  readonly failed: number;
}

/** Sends what is in the outbox; any number of processes may do so at the same time. */
@Injectable()
export class MailDelivery implements BeforeApplicationShutdown {
  private readonly logger = new Logger('MailDelivery');
  private underWay: Promise<DeliveryReport> | undefined;
  private isStopping = false;

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** Sends all mails that are due; a mail that cannot be sent is tried again later. Callers at once share one run. */
  deliverDue(): Promise<DeliveryReport> {
    this.underWay ??= this.run().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    const ended = this.underWay?.catch(() => undefined);
    await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
    this.transport.close();
  }

  private async run(): Promise<DeliveryReport> {
    const report = { sent: 0, failed: 0 };
    let failuresInARow = 0;
    for (let mails = await this.due(); mails.length > 0; mails = await this.due()) {
      for (const mail of mails) {
        if (this.isStopping || failuresInARow === FAILURES_IN_A_ROW) return report;
        if (!(await this.claim(mail))) continue;
        const isSent = await this.attempt(mail);
        failuresInARow = isSent ? 0 : failuresInARow + 1;
        report[isSent ? 'sent' : 'failed'] += 1;
      }
    }
    return report;
  }

  private due(): Promise<OutboxMail[]> {
    return this.mails.find({
      where: { nextAttemptAt: LessThanOrEqual(this.clock.now()) },
      order: { nextAttemptAt: 'ASC', id: 'ASC' },
      take: PORTION,
    });
  }

  /** Takes the mail for this attempt, for which others leave it alone; false when another process has done so. */
  private async claim(mail: OutboxMail): Promise<boolean> {
    const { id, attempts } = mail;
    mail.attempts += 1;
    const nextAttemptAt = new Date(this.clock.now().getTime() + CLAIM_MS);
    const { affected } = await this.mails.update(
      { id, attempts, nextAttemptAt: LessThanOrEqual(this.clock.now()) },
      { attempts: mail.attempts, nextAttemptAt },
    );
    return affected === 1;
  }

  private async attempt(mail: OutboxMail): Promise<boolean> {
    const { dedupKey, recipient, subject, createdAt } = mail;
    const content = { dedupKey, to: recipient, subject, text: mail.text ?? '', createdAt };
    try {
      await this.transport.send({ ...content, from: this.settings.mailFrom });
    } catch (error) {
      await this.failed(mail, failureCode(error));
      return false;
    }
    // Also when another process took it meanwhile: it is sent.
    const over = { sentAt: this.clock.now(), nextAttemptAt: null, text: null, lastFailure: null };
    await this.mails.update({ id: mail.id, sentAt: IsNull() }, over);
    return true;
  }

  private async failed({ id, attempts }: OutboxMail, lastFailure: string): Promise<void> {
    const nextAttemptAt = nextAttempt(attempts, this.clock.now());
    const isOver = nextAttemptAt === null;
    const changes = { lastFailure, nextAttemptAt, ...(isOver && { text: null }) };
    await this.mails.update({ id, attempts, sentAt: IsNull() }, changes);
    this.logger.warn({ detail: isOver ? 'A mail was given up' : 'A mail could not be sent', mail: id, lastFailure });
  }

  private get mails() {
    return this.master.getRepository(OutboxMail);
  }
}
