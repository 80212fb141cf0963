import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that happened, as a link of the company's chain. Written once, by `AuditChain` only. */
@Entity('audit_entry')
export class AuditEntry {
  /** 1, 2, 3 … without a gap. */
  @PrimaryColumn({ type: 'integer' })
  seq!: number;

  /** ISO 8601 in UTC, as text: it is hashed as it stands here. Found by `spanOf`; an index would be a page more per change. */
  @Column({ type: 'varchar', length: 24 })
  at!: string;

  @Column({ name: 'user_id', type: 'integer', nullable: true })
  userId!: number | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  role!: string | null;

  @Column({ name: 'support_access_id', type: 'integer', nullable: true })
  supportAccessId!: number | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  address!: string | null;

  @Column({ type: 'varchar', length: 16, nullable: true })
  device!: string | null;

  @Column({ name: 'request_id', type: 'varchar', length: 64, nullable: true })
  requestId!: string | null;

  @Column({ type: 'varchar', length: 30 })
  action!: string;

  @Column({ name: 'record_table', type: 'varchar', length: 64, nullable: true })
  recordTable!: string | null;

  /** The number of the record, if it is one. */
  @Column({ name: 'record_id', type: 'varchar', length: 64, nullable: true })
  recordId!: string | null;

  /** The numbers of several, each between commas: `,4,7,`; of very many as ranges: `,1-2000,`. */
  @Column({ name: 'record_ids', type: 'text', nullable: true })
  recordIds!: string | null;

  @Column({ name: 'record_count', type: 'integer' })
  recordCount!: number;

  /** JSON: fields that changed, with their values as AUDIT_VALUES says, and what else is to be known. */
  @Column({ type: 'text', nullable: true })
  detail!: string | null;

  /** HMAC-SHA-256 over the entry before it and this one, in base64url. */
  @Column({ type: 'varchar', length: 43 })
  hash!: string;
}
