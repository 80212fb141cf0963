import { Injectable } from '@nestjs/common';
import { BillingProvider } from './billing-provider.js';

/** Invoices are written and paid outside; a superuser or a command records payments. Nobody else needs to be told. */
@Injectable()
export class ManualBilling extends BillingProvider {
  readonly name = 'manual';

  override checkout(): Promise<null> {
    return Promise.resolve(null);
  }

  override portal(): Promise<null> {
    return Promise.resolve(null);
  }

  override changePlan(): Promise<void> {
    return Promise.resolve();
  }

  override cancelAtPeriodEnd(): Promise<void> {
    return Promise.resolve();
  }

  override reactivate(): Promise<void> {
    return Promise.resolve();
  }
}
