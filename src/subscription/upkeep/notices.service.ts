import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { Leases } from '../../database/index.js';
import type { Lease } from '../../database/index.js';
import { Outbox } from '../../mail/index.js';
import { CompanyPeople } from '../company-people.js';
import { SubscriptionEvent } from '../subscription-event.entity.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { noticeMail } from './notice-mails.js';
import { noticeDue } from './notices.js';
import type { Notice } from './notices.js';

/** Tells owners of the end of their subscription, before it and when it has come. */
@Injectable()
export class NoticesService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly leases: Leases,
    private readonly outbox: Outbox,
    private readonly people: CompanyPeople,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /**
   * Writes the mails that are due now for a company, with the record that they were: once, whoever else does so.
   * @returns how many mails.
   * @throws LeaseLostError when another process is at this work now.
   */
  async send(companyId: number, lease: Lease): Promise<number> {
    const owners = await this.people.ownersOf(companyId);
    return this.master.transaction(async (transaction) => {
      await this.leases.renew(lease, transaction);
      const subscription = await this.subscriptions.lock(transaction, companyId);
      const notice = noticeDue(subscription, this.clock.now());
      if (notice === undefined || !(await this.record(transaction, subscription, notice, owners.length))) return 0;
      const mails = owners.map((owner) => noticeMail(subscription, notice, owner, this.settings));
      for (const mail of mails) await this.outbox.enqueue(transaction, mail);
      return mails.length;
    });
  }

  /** @returns false when it is recorded already. */
  private async record(
    transaction: EntityManager,
    { id: subscriptionId }: Subscription,
    { kind, end: effectiveAt }: Notice,
    mails: number,
  ): Promise<boolean> {
    const key = { subscriptionId, kind: kind.name, effectiveAt };
    // The subscription's row is locked: nobody records between this look and the insert.
    if (await transaction.existsBy(SubscriptionEvent, key)) return false;
    const recordedAt = this.clock.now();
    await transaction.insert(SubscriptionEvent, {
      ...key,
      recordedAt,
      actor: 'clock',
      detail: JSON.stringify({ mails }),
    });
    return true;
  }
}
