import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An end that a company's chain had, signed: what is shorter later, or differs there, was tampered with. */
@Entity('fleet_audit_checkpoint')
export class AuditCheckpoint {
  /** Numbers of companies are never used again, so a row may stay when its company goes. */
  @PrimaryColumn({ name: 'company_id', type: 'integer' })
  companyId!: number;

  @Column({ type: 'integer' })
  seq!: number;

  @Column({ type: 'varchar', length: 43 })
  hash!: string;

  @Column({ name: 'kept_at', type: 'varchar', length: 24 })
  keptAt!: string;

  /** HMAC over all of the above. */
  @Column({ type: 'varchar', length: 43 })
  signature!: string;
}
