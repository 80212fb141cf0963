import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Plan } from './plan.entity.js';

export const BILLING_CYCLES = ['monthly', 'yearly'] as const;
export type BillingCycle = (typeof BILLING_CYCLES)[number];

export const SUBSCRIPTION_STATUSES = ['trialing', 'active', 'past_due', 'canceled', 'expired'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** A company's subscription; one per company. */
@Entity('subscription_subscription')
export class Subscription {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Number of the company; a column, not a relation, because this folder does not know companies. */
  @Column({ name: 'company_id', type: 'integer', unique: true })
  companyId!: number;

  @ManyToOne(() => Plan, { nullable: false, eager: true })
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

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;
}
