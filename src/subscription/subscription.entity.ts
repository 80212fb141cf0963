import { Column, Entity, ForeignKey, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Plan } from './plan.entity.js';

export const BILLING_CYCLES = ['monthly', 'yearly'] as const;
export type BillingCycle = (typeof BILLING_CYCLES)[number];

export const SUBSCRIPTION_STATUSES = ['trialing', 'active', 'past_due', 'canceled', 'expired'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** Who collects the money. */
export const BILLERS = ['manual', 'stripe'] as const;
export type Biller = (typeof BILLERS)[number];

/** A company's subscription; one per company. It changes by SubscriptionsService.apply only. */
@Entity('subscription_subscription')
@Index('subscription_subscription_trial_end', ['status', 'trialEndsAt'])
@Index('subscription_subscription_period_end', ['status', 'currentPeriodEndsAt'])
export class Subscription {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Number of the company; a column, not a relation, because this folder does not know companies. */
  @ForeignKey('master_company', { onDelete: 'CASCADE' })
  @Column({ name: 'company_id', type: 'integer', unique: true })
  companyId!: number;

  @Index('subscription_subscription_plan_id')
  @ManyToOne(() => Plan, { nullable: false, eager: true, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'plan_id' })
  plan!: Plan;

  @Column({ type: 'varchar', length: 20 })
  status!: SubscriptionStatus;

  @Column({ name: 'billing_cycle', type: 'varchar', length: 10 })
  billingCycle!: BillingCycle;

  @Column({ name: 'trial_ends_at', type: Date, nullable: true })
  trialEndsAt!: Date | null;

  @Column({ name: 'current_period_starts_at', type: Date })
  currentPeriodStartsAt!: Date;

  @Column({ name: 'current_period_ends_at', type: Date })
  currentPeriodEndsAt!: Date;

  /** It is not to be renewed: at the end of the period, or of the trial, it is canceled. */
  @Column({ name: 'cancel_at_period_end', type: 'boolean' })
  cancelAtPeriodEnd!: boolean;

  /** When full access ended; null until `canceled` or `expired` is recorded. */
  @Column({ name: 'ended_at', type: Date, nullable: true })
  endedAt!: Date | null;

  /** The smaller plan it is to change to; null when the plan stays. */
  @Index('subscription_subscription_pending_plan_id')
  @ManyToOne(() => Plan, { nullable: true, eager: true, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'pending_plan_id' })
  pendingPlan!: Plan | null;

  /** The billing cycle it is to change to; null when the cycle stays. */
  @Column({ name: 'pending_billing_cycle', type: 'varchar', length: 10, nullable: true })
  pendingBillingCycle!: BillingCycle | null;

  /** When the pending change is due: the end of the period in which it was asked for; null when there is none. */
  @Column({ name: 'pending_changes_at', type: Date, nullable: true })
  pendingChangesAt!: Date | null;

  /** When the company is erased; null: it stays. Until then it can only be read. */
  @Column({ name: 'erase_at', type: Date, nullable: true })
  eraseAt!: Date | null;

  @Column({ name: 'billed_by', type: 'varchar', length: 10 })
  billedBy!: Biller;

  /** What the company is called at the biller's. */
  @Index('subscription_subscription_billing_customer', { unique: true })
  @Column({ name: 'billing_customer_id', type: 'text', nullable: true })
  billingCustomerId!: string | null;

  /** What the subscription is called at the biller's. */
  @Column({ name: 'billing_subscription_id', type: 'text', nullable: true })
  billingSubscriptionId!: string | null;

  /** Counts the changes. */
  @Column({ type: 'integer' })
  version!: number;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;
}
