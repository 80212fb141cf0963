import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** An event that the biller sent and that was acted on. Its unique id makes acting on it idempotent. */
@Entity('subscription_billing_event')
export class BillingEvent {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'event_id', type: 'varchar', length: 255, unique: true })
  eventId!: string;

  /** `customer.subscription.updated`. */
  @Column({ type: 'varchar', length: 80 })
  kind!: string;

  @Index('subscription_billing_event_subscription_id')
  @ForeignKey('subscription_subscription', { onDelete: 'CASCADE' })
  @Column({ name: 'subscription_id', type: 'integer' })
  subscriptionId!: number;

  /** When the biller made it. */
  @Column({ name: 'occurred_at', type: Date })
  occurredAt!: Date;

  @Column({ name: 'received_at', type: Date })
  receivedAt!: Date;
}
