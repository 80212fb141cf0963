import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { Clock } from '../../common/index.js';
import type { Order, ReturnUrls } from '../billing/billing-provider.js';
import { DAY_MS } from '../periods.js';
import type { Subscription } from '../subscription.entity.js';
import { StripeClient } from './stripe-client.js';
import { StripeCustomers } from './stripe-customers.js';
import { StripePrices } from './stripe-prices.js';
import { isLive } from './stripe-state.js';
import { StripeSync } from './stripe-sync.js';
import { AlreadyBilledError, PaidAheadError } from './stripe.errors.js';

/** Stripe takes no trial that ends sooner, or later. */
const SHORTEST_TRIAL_MS = 2 * DAY_MS;
const LONGEST_TRIAL_MS = 730 * DAY_MS;

/** The page on which an owner subscribes and pays. A company has one open at most, so that nobody pays twice. */
@Injectable()
export class StripeCheckout {
  constructor(
    private readonly client: StripeClient,
    private readonly customers: StripeCustomers,
    private readonly prices: StripePrices,
    private readonly sync: StripeSync,
    private readonly clock: Clock,
  ) {}

  /** @throws AlreadyBilledError, PaidAheadError, StripeUnavailableError. */
  async open(subscription: Subscription, order: Order, urls: ReturnUrls): Promise<string | null> {
    const customer = await this.customers.customerOf(subscription);
    await this.refuseSecond(customer);
    const price = await this.prices.priceOf(order);
    const trialEnd = this.trialEnd(subscription);
    return this.client.ask(async (stripe) => {
      const wanted = { price, trialEnd: String(trialEnd ?? 'none') };
      const { data: sessions } = await stripe.checkout.sessions.list({ customer, limit: 100 });
      const reusable = await closeOthers(stripe, sessions, wanted);
      if (reusable) return reusable.url;
      const params: Stripe.Checkout.SessionCreateParams = {
        mode: 'subscription',
        customer,
        client_reference_id: String(subscription.companyId),
        line_items: [{ price, quantity: 1 }],
        success_url: urls.success,
        cancel_url: urls.cancel,
        metadata: wanted,
        subscription_data: {
          metadata: { company: String(subscription.companyId) },
          ...(trialEnd !== undefined && { trial_end: trialEnd }),
        },
      };
      // Two at once get the same session: both know the same last one.
      const idempotencyKey = ['checkout', customer, sessions[0]?.id, ...Object.values(wanted)].join(':');
      return (await stripe.checkout.sessions.create(params, { idempotencyKey })).url;
    });
  }

  /** The word of its payment may be under way still. */
  private async refuseSecond(customer: string): Promise<void> {
    const all = await this.client.ask((stripe) => stripe.subscriptions.list({ customer, status: 'all', limit: 100 }));
    if (!all.data.some(isLive)) return;
    await this.sync.sync(customer);
    throw new AlreadyBilledError();
  }

  /** Who has a trial, or has paid otherwise, keeps the rest of it. In seconds, as Stripe counts. */
  private trialEnd({ status, trialEndsAt, currentPeriodEndsAt }: Subscription): number | undefined {
    const end = status === 'trialing' ? trialEndsAt : status === 'active' ? currentPeriodEndsAt : null;
    if (end === null) return undefined;
    const leftMs = end.getTime() - this.clock.now().getTime();
    if (leftMs > LONGEST_TRIAL_MS) throw new PaidAheadError();
    return leftMs > SHORTEST_TRIAL_MS ? Math.floor(end.getTime() / 1000) : undefined;
  }
}

/** @returns the open session that is just like the one wanted. */
async function closeOthers(
  stripe: Stripe,
  sessions: readonly Stripe.Checkout.Session[],
  wanted: Readonly<Record<string, string>>,
): Promise<Stripe.Checkout.Session | undefined> {
  const open = sessions.filter(({ status }) => status === 'open');
  const isWanted = ({ metadata }: Stripe.Checkout.Session): boolean =>
    Object.entries(wanted).every(([name, value]) => metadata?.[name] === value);
  const same = open.find(isWanted);
  for (const other of open) if (other !== same) await stripe.checkout.sessions.expire(other.id);
  return same;
}
