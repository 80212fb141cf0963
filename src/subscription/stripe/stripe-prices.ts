import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import type { Order } from '../billing/billing-provider.js';
import type { BillingCycle } from '../subscription.entity.js';
import { StripeClient } from './stripe-client.js';

const INTERVALS = { monthly: 'month', yearly: 'year' } as const satisfies Record<BillingCycle, string>;

/**
 * Our plans as prices of Stripe's, made when they are first needed. A price there never changes: its key holds the
 * amount, so that a plan whose price is edited gets another one, and who subscribed before keeps the old.
 */
@Injectable()
export class StripePrices {
  constructor(private readonly client: StripeClient) {}

  /** Id of the price of a plan. @throws StripeUnavailableError */
  priceOf(order: Order): Promise<string> {
    const key = priceKey(order);
    return this.client.ask(async (stripe) => {
      const found = await stripe.prices.list({ lookup_keys: [key], active: true, limit: 1 });
      return (found.data[0] ?? (await this.make(stripe, order, key))).id;
    });
  }

  private async make(stripe: Stripe, order: Order, key: string): Promise<Stripe.Price> {
    const { plan, billingCycle } = order;
    const product = await productOf(stripe, order);
    return stripe.prices.create(
      {
        product,
        currency: plan.currency.toLowerCase(),
        unit_amount: amountOf(order),
        recurring: { interval: INTERVALS[billingCycle] },
        lookup_key: key,
        transfer_lookup_key: true,
        metadata: { plan: plan.code, billingCycle },
      },
      // Of two that find none, both get the same one.
      { idempotencyKey: key },
    );
  }
}

/** What a price was made for; undefined for one that somebody made by hand. */
export function orderedBy(price: Stripe.Price): { planCode: string; billingCycle: BillingCycle } | undefined {
  const { plan: planCode, billingCycle } = price.metadata;
  if (planCode === undefined || (billingCycle !== 'monthly' && billingCycle !== 'yearly')) return undefined;
  return { planCode, billingCycle };
}

function priceKey(order: Order): string {
  const { plan, billingCycle } = order;
  return ['medadmin', plan.code, billingCycle, plan.currency.toLowerCase(), amountOf(order)].join(':');
}

function amountOf({ plan, billingCycle }: Order): number {
  return billingCycle === 'monthly' ? plan.priceMonthlyCents : plan.priceYearlyCents;
}

async function productOf(stripe: Stripe, { plan }: Order): Promise<string> {
  const id = `medadmin_${plan.code}`;
  try {
    await stripe.products.create({ id, name: plan.name });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'resource_already_exists') throw error;
  }
  return id;
}
