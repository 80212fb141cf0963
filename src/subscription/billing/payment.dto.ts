import { ApiProperty, Text, WholeNumber } from '../../common/index.js';
import { SubscriptionStateDto } from '../changes/subscription.dto.js';
import { Currency } from '../plan-fields.js';

const INTEGER_MAX = 2_147_483_647;

/** A payment that came in outside of medadmin. */
export class RecordPaymentDto {
  @WholeNumber({ min: 0, max: INTEGER_MAX, example: 9900 })
  amountCents!: number;

  @Currency()
  currency!: string;

  /** Billing cycles that are paid for. */
  @WholeNumber({ min: 1, max: 120, optional: true, example: 1 })
  periods?: number;

  @Text({ min: 1, max: 120, example: 'invoice 2026-0042' })
  reference!: string;
}

export class PaymentDto {
  @ApiProperty({ type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ type: String, example: 'invoice 2026-0042' })
  reference!: string;

  @ApiProperty({ type: 'integer', example: 9900 })
  amountCents!: number;

  @ApiProperty({ type: String, example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', example: 1 })
  periods!: number;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-12-08T08:00:00.000Z' })
  periodStartsAt!: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2027-01-08T08:00:00.000Z' })
  periodEndsAt!: string;

  @ApiProperty({ type: () => SubscriptionStateDto })
  subscription!: SubscriptionStateDto;
}
