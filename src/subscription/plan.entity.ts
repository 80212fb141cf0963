import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What a company can subscribe to. Limits: null is unlimited. */
@Entity('subscription_plan')
export class Plan {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 40, unique: true })
  code!: string;

  @Column({ type: 'varchar', length: 80 })
  name!: string;

  @Column({ name: 'price_monthly_cents', type: 'integer' })
  priceMonthlyCents!: number;

  @Column({ name: 'price_yearly_cents', type: 'integer' })
  priceYearlyCents!: number;

  /** ISO 4217. */
  @Column({ type: 'varchar', length: 3 })
  currency!: string;

  @Column({ name: 'limit_doctors', type: 'integer', nullable: true })
  limitDoctors!: number | null;

  @Column({ name: 'limit_patients', type: 'integer', nullable: true })
  limitPatients!: number | null;

  @Column({ name: 'limit_users', type: 'integer', nullable: true })
  limitUsers!: number | null;

  @Column({ name: 'limit_storage_bytes', type: 'bigint', nullable: true })
  limitStorageBytes!: number | string | null;

  @Column({ name: 'sort_order', type: 'integer' })
  sortOrder!: number;

  @Column({ name: 'is_public', type: 'boolean' })
  isPublic!: boolean;

  /** Since when nobody can choose it any more; who has it keeps it. */
  @Column({ name: 'retired_at', type: Date, nullable: true })
  retiredAt!: Date | null;
}
