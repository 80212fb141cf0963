import { IsIn, IsNotEmpty, Matches, ValidateIf } from 'class-validator';
import { Setting } from './setting.js';
import { SubscriptionSettings } from './subscription-settings.js';

const forStripe = ValidateIf(({ billing }: BillingSettings) => billing === 'stripe');

/** Who collects the money. */
export class BillingSettings extends SubscriptionSettings {
  @Setting({
    env: 'BILLING',
    group: 'Subscriptions',
    description: 'Who collects the money: manual (a superuser records payments) or stripe.',
    default: 'manual',
  })
  @IsIn(['manual', 'stripe'])
  readonly billing!: 'manual' | 'stripe';

  @Setting({
    env: 'STRIPE_SECRET_KEY',
    group: 'Subscriptions',
    description: 'Secret or restricted key of the Stripe account; for BILLING=stripe.',
    sensitive: true,
  })
  @forStripe
  @IsNotEmpty({ message: 'is needed for BILLING=stripe' })
  readonly stripeSecretKey?: string;

  @Setting({
    env: 'STRIPE_WEBHOOK_SECRET',
    group: 'Subscriptions',
    description: 'Signing secret of the webhook endpoint at Stripe; for BILLING=stripe.',
    sensitive: true,
  })
  @forStripe
  @IsNotEmpty({ message: 'is needed for BILLING=stripe' })
  readonly stripeWebhookSecret?: string;

  @Setting({
    env: 'STRIPE_API_URL',
    group: 'Subscriptions',
    description: 'Where Stripe’s API is; another address only for tests.',
    default: 'https://api.stripe.com',
  })
  @Matches(/^https?:\/\/[^/?#]+$/, { message: 'must be scheme, host and perhaps port' })
  readonly stripeApiUrl!: string;
}
