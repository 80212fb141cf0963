import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../../common/index.js';

/** A superuser's way into one company, for a reason and for a time. */
@Entity('master_support_access')
export class SupportAccess {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('master_support_access_company_id')
  @Column({ name: 'company_id', type: 'integer' })
  companyId!: number;

  /** The superuser. */
  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ type: 'varchar', length: 500 })
  reason!: string;

  /** What the superuser may see is what people of this role may. */
  @Column({ type: 'varchar', length: 20 })
  role!: Role;

  @Column({ name: 'can_write', type: 'boolean' })
  canWrite!: boolean;

  /** How long it lasts, from when it was given. */
  @Column({ type: 'integer' })
  minutes!: number;

  /** Whether it waits, or waited, for an owner of the company. */
  @Column({ name: 'needs_approval', type: 'boolean' })
  needsApproval!: boolean;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  /** Of one that waits for approval: when it no longer can be approved. */
  @Column({ name: 'expires_at', type: Date })
  expiresAt!: Date;

  @Column({ name: 'approved_by', type: 'integer', nullable: true })
  approvedBy!: number | null;

  @Column({ name: 'approved_at', type: Date, nullable: true })
  approvedAt!: Date | null;

  @Column({ name: 'ended_by', type: 'integer', nullable: true })
  endedBy!: number | null;

  @Column({ name: 'ended_at', type: Date, nullable: true })
  endedAt!: Date | null;
}

/** What a company says about being entered; without one, no approval is needed. */
@Entity('master_support_rule')
export class SupportRule {
  @PrimaryColumn({ name: 'company_id', type: 'integer' })
  companyId!: number;

  @Column({ name: 'needs_approval', type: 'boolean' })
  needsApproval!: boolean;
}
