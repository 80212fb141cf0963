import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that was sent with an Idempotency-Key, and what was answered. */
@Entity('master_idempotency_key')
export class IdempotencyKey {
  /** Hash of route and key. */
  @PrimaryColumn({ name: 'key_hash', type: 'varchar', length: 64 })
  keyHash!: string;

  /** Keyed hash of the request body, which may hold a password. */
  @Column({ type: 'varchar', length: 64 })
  fingerprint!: string;

  /** The answer, encrypted with a key that only the sender of the same key and body can make; null: under way. */
  @Column({ type: 'text', nullable: true })
  answer!: string | null;

  /** The process at work on it (see workIdentity). */
  @Column({ type: 'varchar', length: 200 })
  owner!: string;

  @Index('master_idempotency_key_expires_at')
  @Column({ name: 'expires_at', type: Date })
  expiresAt!: Date;
}
