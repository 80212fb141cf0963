import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { BillingProvider } from '../billing/billing-provider.js';
import type { Order, ReturnUrls } from '../billing/billing-provider.js';
import type { Subscription } from '../subscription.entity.js';
import { StripeCheckout } from './stripe-checkout.js';
import { StripeClient } from './stripe-client.js';
import { StripePortal } from './stripe-portal.js';
import { StripePrices } from './stripe-prices.js';
import { isLive } from './stripe-state.js';

/**
 * Stripe collects the money of those who subscribed on its page; of others, payments are recorded as with manual billing,
 * and there is nothing to tell Stripe.
 */
@Injectable()
export class StripeBilling extends BillingProvider {
  readonly name = 'stripe';

  constructor(
    private readonly client: StripeClient,
    private readonly checkouts: StripeCheckout,
    private readonly portals: StripePortal,
    private readonly prices: StripePrices,
  ) {
    super();
  }

  /** @throws AlreadyBilledError, PaidAheadError, StripeUnavailableError. */
  override checkout(subscription: Subscription, order: Order, urls: ReturnUrls): Promise<string | null> {
    return this.checkouts.open(subscription, order, urls);
  }

  /** @throws StripeUnavailableError */
  override async portal({ billingCustomerId }: Subscription, returnUrl: string): Promise<string | null> {
    return billingCustomerId === null ? null : this.portals.open(billingCustomerId, returnUrl);
  }

  /**
   * The difference is invoiced and collected at once; a credit is set off against the next invoices.
   * @throws PaymentDeclinedError, StripeUnavailableError; Stripe's subscription is as it was then.
   */
  override changePlan(subscription: Subscription, order: Order): Promise<void> {
    return this.change(subscription, async ({ items }) => {
      const [item] = items.data;
      const price = await this.prices.priceOf(order);
      if (item === undefined || item.price.id === price) return undefined;
      return {
        items: [{ id: item.id, price }],
        proration_behavior: 'always_invoice',
        payment_behavior: 'error_if_incomplete',
      };
    });
  }

  /** @throws StripeUnavailableError */
  override cancelAtPeriodEnd(subscription: Subscription): Promise<void> {
    return this.change(subscription, ({ cancel_at_period_end }) =>
      cancel_at_period_end ? undefined : { cancel_at_period_end: true },
    );
  }

  /** @throws StripeUnavailableError */
  override reactivate(subscription: Subscription): Promise<void> {
    return this.change(subscription, ({ cancel_at_period_end, cancel_at }) => {
      if (cancel_at_period_end) return { cancel_at_period_end: false };
      // What the customer's page sets instead.
      return cancel_at === null ? undefined : { cancel_at: '' };
    });
  }

  /** @param wanted of Stripe's subscription as it is; undefined: nothing. */
  private async change(
    { billedBy, billingSubscriptionId: id }: Subscription,
    wanted: (
      subscription: Stripe.Subscription,
    ) => Stripe.SubscriptionUpdateParams | undefined | Promise<Stripe.SubscriptionUpdateParams | undefined>,
  ): Promise<void> {
    if (billedBy !== 'stripe' || id === null) return;
    await this.client.ask(async (stripe) => {
      const subscription = await stripe.subscriptions.retrieve(id);
      const changes = isLive(subscription) ? await wanted(subscription) : undefined;
      if (changes) await stripe.subscriptions.update(id, changes);
    });
  }
}
