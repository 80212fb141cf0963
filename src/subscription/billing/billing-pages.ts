import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { BillingProvider } from './billing-provider.js';
import type { BillingPageDto } from './checkout.dto.js';

/** The biller's pages, to which owners are sent and from which they come back. */
@Injectable()
export class BillingPages {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly billing: BillingProvider,
    private readonly settings: Settings,
  ) {}

  /**
   * Where the owner pays for the plan that the company has. Another plan is chosen first, where limits are known.
   * @throws SubscriptionNotFoundError, and what the provider throws.
   */
  async checkout(companyId: number): Promise<BillingPageDto> {
    const subscription = await this.subscriptions.get(companyId);
    const url = await this.billing.checkout(subscription, subscription, {
      success: this.page('checkout=done'),
      cancel: this.page('checkout=canceled'),
    });
    return { url };
  }

  /** Where the owner finds invoices and means of payment. @throws as `checkout`. */
  async portal(companyId: number): Promise<BillingPageDto> {
    return { url: await this.billing.portal(await this.subscriptions.get(companyId), this.page()) };
  }

  private page(query?: string): string {
    return `${this.settings.publicUrl}/subscription/${query === undefined ? '' : `?${query}`}`;
  }
}
