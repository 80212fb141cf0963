import type { Plan } from '../plan.entity.js';
import type { Biller, BillingCycle, Subscription } from '../subscription.entity.js';

/** What is subscribed to. */
export interface Order {
  readonly plan: Plan;
  readonly billingCycle: BillingCycle;
}

/** Where the provider's pages lead back to. */
export interface ReturnUrls {
  readonly success: string;
  readonly cancel: string;
}

/**
 * Who collects the money. Its methods speak to the outside, so none is called inside a transaction, and each may be
 * repeated with the same effect: what it did is recorded afterwards, and a crash may come between the two.
 */
export abstract class BillingProvider {
  /** What `billed_by` says of subscriptions that it collects for. */
  abstract readonly name: Biller;

  /** Address of a page on which the owner pays for `order`; null when there is none. */
  abstract checkout(subscription: Subscription, order: Order, urls: ReturnUrls): Promise<string | null>;

  /** Address of a page with the owner's invoices and means of payment; null when there is none. */
  abstract portal(subscription: Subscription, returnUrl: string): Promise<string | null>;

  /** From now on `order` is billed, what was paid for the rest of the period being set off. */
  abstract changePlan(subscription: Subscription, order: Order): Promise<void>;

  /** Nothing more is collected after the current period. */
  abstract cancelAtPeriodEnd(subscription: Subscription): Promise<void>;

  /** Takes `cancelAtPeriodEnd` back. */
  abstract reactivate(subscription: Subscription): Promise<void>;
}
