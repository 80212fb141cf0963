import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { MailDelivery } from './mail-delivery.js';

const DELIVERY_MS = 10_000;

/** What mails need done by the clock. */
@Injectable()
export class MailSchedule {
  constructor(private readonly delivery: MailDelivery) {}

  @Interval(DELIVERY_MS)
  async deliver(): Promise<void> {
    await this.delivery.deliverDue();
  }
}
