import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A finished stretch of the chain. Its entries are purged all at once or not at all; what is written here stays. */
@Entity('audit_segment')
export class AuditSegment {
  @PrimaryColumn({ type: 'integer' })
  number!: number;

  @Column({ name: 'first_seq', type: 'integer' })
  firstSeq!: number;

  @Column({ name: 'last_seq', type: 'integer' })
  lastSeq!: number;

  /** Of its last entry: the chain goes on from here when the entries are gone. */
  @Column({ name: 'last_hash', type: 'varchar', length: 43 })
  lastHash!: string;

  /** The earliest time of any of its entries; null in segments of before it was written down. */
  @Column({ name: 'earliest_at', type: 'varchar', length: 24, nullable: true })
  earliestAt!: string | null;

  /** The latest time of any of its entries. */
  @Column({ name: 'latest_at', type: 'varchar', length: 24 })
  latestAt!: string;

  /** HMAC over all of the above. */
  @Column({ type: 'varchar', length: 43 })
  seal!: string;

  /** When its entries were purged; null while they are there. */
  @Column({ name: 'purged_at', type: 'varchar', length: 24, nullable: true })
  purgedAt!: string | null;

  /** HMAC over the seal and `purged_at`. */
  @Column({ name: 'purge_seal', type: 'varchar', length: 43, nullable: true })
  purgeSeal!: string | null;
}
