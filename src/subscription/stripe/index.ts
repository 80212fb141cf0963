import { StripeBilling } from './stripe-billing.js';
import { StripeCatchUp } from './stripe-catch-up.js';
import { StripeCheckout } from './stripe-checkout.js';
import { StripeClient } from './stripe-client.js';
import { StripeCustomers } from './stripe-customers.js';
import { StripeEvents } from './stripe-events.js';
import { StripePortal } from './stripe-portal.js';
import { StripePrices } from './stripe-prices.js';
import { StripeSync } from './stripe-sync.js';

export { BillingEvent } from './billing-event.entity.js';
export { StripeBilling } from './stripe-billing.js';
export { StripeCatchUp } from './stripe-catch-up.js';
export * from './stripe.errors.js';
export { StripeSync } from './stripe-sync.js';
export { StripeWebhookController } from './stripe-webhook.controller.js';

/** What billing through Stripe is made of. Nothing of Stripe's library is loaded before it is needed. */
export const STRIPE_PROVIDERS = [
  StripeBilling,
  StripeCatchUp,
  StripeCheckout,
  StripeClient,
  StripeCustomers,
  StripeEvents,
  StripePortal,
  StripePrices,
  StripeSync,
];
