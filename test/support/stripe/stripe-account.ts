import { addCycles } from '../../../src/subscription/index.js';
import { StripeRefusal } from './stripe-objects.js';
import type {
  Fields,
  StripeEvent,
  StripeInvoice,
  StripePrice,
  StripeSession,
  StripeSubscription,
} from './stripe-objects.js';

/**
 * What a Stripe account holds, and what happens in it: people pay, cards fail, time goes by. Everything that happens is
 * told as events, with the state at that moment, in the order in which it happened.
 */
export class StripeAccount {
  readonly customers = new Map<string, Fields & { id: string }>();
  readonly products = new Map<string, Fields>();
  readonly prices = new Map<string, StripePrice>();
  readonly sessions = new Map<string, StripeSession>();
  readonly subscriptions = new Map<string, StripeSubscription>();
  readonly configurations: (Fields & { id: string })[] = [];
  readonly events: StripeEvent[] = [];
  /** Cards are refused. */
  declines = false;
  private numbers = 0;

  constructor(readonly now: () => Date) {}

  /** Seconds, as Stripe counts. */
  get time(): number {
    return Math.floor(this.now().getTime() / 1000);
  }

  id(prefix: string): string {
    this.numbers += 1;
    return `${prefix}_${this.numbers}`;
  }

  /** The customer fills in the form and pays, or has nothing to pay yet. */
  completeCheckout(url: string | null): StripeSubscription {
    const session = [...this.sessions.values()].find((one) => one.url === url && one.status === 'open');
    if (session === undefined) throw new Error('no open checkout session has this address');
    const price = this.price(session.price);
    const end = session.trialEnd ?? this.after(this.time, price);
    const subscription = this.keep({
      id: this.id('sub'),
      object: 'subscription',
      customer: session.customer,
      status: session.trialEnd === undefined ? 'active' : 'trialing',
      created: this.time,
      cancel_at: null,
      cancel_at_period_end: false,
      canceled_at: null,
      ended_at: null,
      latest_invoice: null,
      metadata: {},
      items: {
        object: 'list',
        data: [{ id: this.id('si'), price, current_period_start: this.time, current_period_end: end }],
      },
    });
    this.invoice(subscription, session.trialEnd === undefined ? price.unit_amount : 0, 'paid');
    Object.assign(session, { status: 'complete', url: null });
    this.tell('customer.subscription.created', subscription);
    this.tell('checkout.session.completed', session);
    this.tell('invoice.paid', subscription.latest_invoice);
    return subscription;
  }

  /** The next period begins, and its invoice is paid or cannot be collected. */
  renew(id: string, { isPaid = true } = {}): void {
    const subscription = this.subscription(id);
    if (subscription.cancel_at_period_end) {
      this.end(id, subscription.items.data[0]?.current_period_end);
      return;
    }
    const [item] = subscription.items.data;
    if (item === undefined) return;
    item.current_period_start = item.current_period_end;
    item.current_period_end = this.after(item.current_period_start, item.price);
    this.invoice(subscription, item.price.unit_amount, isPaid ? 'paid' : 'open');
    subscription.status = isPaid ? 'active' : 'past_due';
    this.tell('customer.subscription.updated', subscription);
    this.tell(isPaid ? 'invoice.paid' : 'invoice.payment_failed', subscription.latest_invoice);
  }

  /** The open invoice is paid after all. */
  payOpenInvoice(id: string): void {
    const subscription = this.subscription(id);
    if (subscription.latest_invoice) subscription.latest_invoice.status = 'paid';
    subscription.status = 'active';
    this.tell('invoice.paid', subscription.latest_invoice);
    this.tell('customer.subscription.updated', subscription);
  }

  /** Stripe gives up collecting. */
  giveUp(id: string, status: 'unpaid' | 'canceled'): void {
    if (status === 'canceled') this.end(id, this.time);
    else this.change(id, { status });
  }

  /** It ends for good. */
  end(id: string, ended_at = this.time): void {
    const subscription = this.subscription(id);
    Object.assign(subscription, { status: 'canceled', ended_at, canceled_at: ended_at });
    this.tell('customer.subscription.deleted', subscription);
  }

  change(id: string, fields: Partial<StripeSubscription>): StripeSubscription {
    const subscription = Object.assign(this.subscription(id), fields);
    this.tell('customer.subscription.updated', subscription);
    return subscription;
  }

  /** Another price from now on; the difference is collected at once. */
  changePrice(id: string, priceId: string): StripeSubscription {
    const subscription = this.subscription(id);
    if (this.declines)
      throw new StripeRefusal(402, { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' });
    const [item] = subscription.items.data;
    const price = this.price(priceId);
    if (item) item.price = price;
    this.invoice(subscription, price.unit_amount, 'paid');
    this.tell('invoice.paid', subscription.latest_invoice);
    this.tell('customer.subscription.updated', subscription);
    return subscription;
  }

  subscription(id: string): StripeSubscription {
    const found = this.subscriptions.get(id);
    if (found) return found;
    throw new StripeRefusal(404, { type: 'invalid_request_error', code: 'resource_missing', message: 'No such thing' });
  }

  /** An event with the state of this moment. */
  tell(type: string, about: object | null): StripeEvent {
    const object = structuredClone(about ?? {}) as Record<string, unknown>;
    const event = {
      id: this.id('evt'),
      object: 'event',
      type,
      created: this.time,
      livemode: false,
      data: { object },
    } as const;
    this.events.push(event);
    return event;
  }

  private price(id: string): StripePrice {
    const price = this.prices.get(id);
    if (price) return price;
    throw new StripeRefusal(400, { type: 'invalid_request_error', code: 'resource_missing', message: 'No such price' });
  }

  private keep(subscription: StripeSubscription): StripeSubscription {
    this.subscriptions.set(subscription.id, subscription);
    return subscription;
  }

  private invoice(subscription: StripeSubscription, amount_due: number, status: StripeInvoice['status']): void {
    const { id, customer } = subscription;
    const created = this.time;
    subscription.latest_invoice = {
      id: this.id('in'),
      object: 'invoice',
      customer,
      subscription: id,
      status,
      amount_due,
      created,
    };
  }

  private after(start: number, { recurring }: StripePrice): number {
    const cycle = recurring.interval === 'month' ? 'monthly' : 'yearly';
    return addCycles(new Date(start * 1000), cycle).getTime() / 1000;
  }
}
