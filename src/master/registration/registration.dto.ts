import { BILLING_CYCLES } from '../../subscription/index.js';
import type { BillingCycle } from '../../subscription/index.js';
import { Email, OneOf, Phone, Text, TimeZone } from '../../common/index.js';
import { NewPassword, Username } from '../fields.js';

/** What a company gives to sign up. */
export class RegisterDto {
  @Text({ min: 1, max: 120, example: 'City Hospital' })
  companyName!: string;

  @Email({ example: 'admin@cityhospital.com' })
  companyEmail!: string;

  @Phone({ example: '+1 555 0100' })
  phone!: string;

  @Text({ min: 1, max: 80, example: 'Ada' })
  firstName!: string;

  @Text({ min: 1, max: 80, example: 'Brown' })
  lastName!: string;

  @Username({ example: 'ada.brown' })
  username!: string;

  @Email({ example: 'ada.brown@cityhospital.com' })
  email!: string;

  @NewPassword()
  password!: string;

  @Text({ min: 1, max: 40, example: 'professional' })
  planCode!: string;

  @OneOf(BILLING_CYCLES, { example: 'monthly' })
  billingCycle!: BillingCycle;

  /** Of the company; UTC if it is left out. */
  @TimeZone({ optional: true, example: 'Europe/Berlin' })
  timeZone?: string;
}
