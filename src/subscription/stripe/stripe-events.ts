import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { StripeClient } from './stripe-client.js';
import { StripeSync } from './stripe-sync.js';
import { InvalidSignatureError, StripeOffError } from './stripe.errors.js';

/** How old a signed event may be, in seconds: one that was overheard cannot be sent again later. */
const TOLERANCE_S = 300;

/** The events that Stripe sends. */
@Injectable()
export class StripeEvents {
  constructor(
    private readonly client: StripeClient,
    private readonly sync: StripeSync,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /**
   * Acts on an event, once.
   * @param body as it was sent, byte by byte, because that is what is signed.
   * @throws InvalidSignatureError, StripeOffError, StripeUnavailableError, OvertakenError; Stripe sends it again then.
   */
  async receive(body: unknown, signature: string | undefined): Promise<void> {
    if (!this.client.isOn) throw new StripeOffError();
    const event = await this.verified(body, signature);
    const customer = customerOf(event);
    if (customer === undefined) return;
    const occurredAt = new Date(event.created * 1000);
    await this.sync.sync(customer, { eventId: event.id, kind: event.type, occurredAt });
  }

  private async verified(body: unknown, signature: string | undefined): Promise<Stripe.Event> {
    if (!(body instanceof Buffer) || signature === undefined) throw new InvalidSignatureError();
    const { webhooks } = await this.client.open();
    const secret = this.settings.stripeWebhookSecret ?? '';
    const now = this.clock.now().getTime();
    try {
      return webhooks.constructEvent(body, signature, secret, TOLERANCE_S, undefined, now);
    } catch (error) {
      throw new InvalidSignatureError(error);
    }
  }
}

/** Whom an event is about: subscriptions, invoices and sessions name their customer. */
function customerOf(event: Stripe.Event): string | undefined {
  const { object, id, customer } = event.data.object as {
    readonly object?: string;
    readonly id?: string;
    readonly customer?: string | { readonly id: string } | null;
  };
  if (object === 'customer') return id;
  return typeof customer === 'string' ? customer : customer?.id;
}
