import { Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A change of a subscription that was recorded. The unique key makes recording idempotent. */
@Entity('subscription_event')
@Unique(['subscriptionId', 'kind', 'effectiveAt'])
export class SubscriptionEvent {
  @PrimaryGeneratedColumn()
  id!: number;

  @ForeignKey('subscription_subscription', { onDelete: 'CASCADE' })
  @Column({ name: 'subscription_id', type: 'integer' })
  subscriptionId!: number;

  /** The action, as the table of transitions names it, or what the owners were told (NOTICE_KINDS). */
  @Column({ type: 'varchar', length: 40 })
  kind!: string;

  /** When it became true; of what the clock does, the exact end. */
  @Column({ name: 'effective_at', type: Date })
  effectiveAt!: Date;

  /** When it was written down. */
  @Column({ name: 'recorded_at', type: Date })
  recordedAt!: Date;

  /** Who did it: `user:12`, `superuser:1`, `clock`, `stripe`. */
  @Column({ type: 'text' })
  actor!: string;

  /** JSON of what changed. */
  @Column({ type: 'text' })
  detail!: string;
}
