import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { CompanyPeople } from '../company-people.js';
import { Subscription } from '../subscription.entity.js';
import { StripeClient } from './stripe-client.js';

/** Companies as customers of Stripe's. */
@Injectable()
export class StripeCustomers {
  constructor(
    @InjectRepository(Subscription) private readonly subscriptions: Repository<Subscription>,
    private readonly client: StripeClient,
    private readonly people: CompanyPeople,
  ) {}

  /**
   * Id of a company's customer, made at the first time. It is kept before anything is sold to it, so that every event
   * finds its company.
   * @throws StripeUnavailableError
   */
  async customerOf({ id, companyId, createdAt, billingCustomerId }: Subscription): Promise<string> {
    if (billingCustomerId !== null) return billingCustomerId;
    const [owner] = await this.people.ownersOf(companyId);
    const customer = { ...owner, metadata: { company: String(companyId) } };
    // Two at once, or one after a crash, get the same customer.
    const idempotencyKey = hash(JSON.stringify([id, createdAt, customer]));
    const made = await this.client.ask((stripe) => stripe.customers.create(customer, { idempotencyKey }));
    await this.subscriptions.update({ id, billingCustomerId: IsNull() }, { billingCustomerId: made.id });
    const kept = await this.subscriptions.findOneByOrFail({ id });
    return kept.billingCustomerId ?? made.id;
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
