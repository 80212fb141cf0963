import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Biller } from '../subscription.entity.js';

/** Money that came in for a subscription. The unique key lets nobody record it twice. */
@Entity('subscription_payment')
@Unique(['provider', 'reference'])
export class Payment {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('subscription_payment_subscription_id')
  @ForeignKey('subscription_subscription', { onDelete: 'CASCADE' })
  @Column({ name: 'subscription_id', type: 'integer' })
  subscriptionId!: number;

  /** Who collected it. */
  @Column({ type: 'varchar', length: 10 })
  provider!: Biller;

  /** What the collector calls it: an invoice number, the text of a transfer. */
  @Column({ type: 'varchar', length: 120 })
  reference!: string;

  @Column({ name: 'amount_cents', type: 'integer' })
  amountCents!: number;

  /** ISO 4217. */
  @Column({ type: 'varchar', length: 3 })
  currency!: string;

  /** Billing cycles that it pays for. */
  @Column({ type: 'integer' })
  periods!: number;

  /** The time that it pays for. */
  @Column({ name: 'period_starts_at', type: Date })
  periodStartsAt!: Date;

  @Column({ name: 'period_ends_at', type: Date })
  periodEndsAt!: Date;

  @Column({ name: 'recorded_at', type: Date })
  recordedAt!: Date;

  /** Who recorded it: `superuser:1`, `command`, `stripe`. */
  @Column({ type: 'text' })
  actor!: string;
}
