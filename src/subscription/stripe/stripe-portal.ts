import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { StripeClient } from './stripe-client.js';

/** Changes with what the page lets people do. */
const VERSION = '1';

/** Stripe's page with a customer's invoices and means of payment. Plans are changed here, where limits are known. */
@Injectable()
export class StripePortal {
  private configuration: string | undefined;

  constructor(private readonly client: StripeClient) {}

  /** @throws StripeUnavailableError */
  open(customer: string, returnUrl: string): Promise<string> {
    return this.client.ask(async (stripe) => {
      this.configuration ??= await configurationOf(stripe);
      const { configuration } = this;
      return (await stripe.billingPortal.sessions.create({ customer, configuration, return_url: returnUrl })).url;
    });
  }
}

async function configurationOf(stripe: Stripe): Promise<string> {
  const { data } = await stripe.billingPortal.configurations.list({ active: true, limit: 100 });
  const ours = data.find(({ metadata }) => metadata?.medadmin === VERSION);
  if (ours) return ours.id;
  const made = await stripe.billingPortal.configurations.create(
    {
      features: {
        customer_update: { enabled: true, allowed_updates: ['email', 'address', 'tax_id'] },
        invoice_history: { enabled: true },
        payment_method_update: { enabled: true },
        subscription_cancel: { enabled: true, mode: 'at_period_end' },
        subscription_update: { enabled: false },
      },
      metadata: { medadmin: VERSION },
    },
    { idempotencyKey: `medadmin:portal:${VERSION}` },
  );
  return made.id;
}
