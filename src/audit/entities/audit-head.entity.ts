import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The end of the chain: one row, changed in the transaction that adds entries. */
@Entity('audit_head')
export class AuditHead {
  @PrimaryColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'integer' })
  seq!: number;

  @Column({ type: 'varchar', length: 43 })
  hash!: string;
}
