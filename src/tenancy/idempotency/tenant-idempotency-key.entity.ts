import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Sensitive } from '../../common/index.js';

/** A request to this company that was sent with an Idempotency-Key, and what it was answered. */
@Entity('tenancy_idempotency_key')
export class TenantIdempotencyKey {
  @PrimaryColumn({ name: 'key_hash', type: 'varchar', length: 64 })
  keyHash!: string;

  @Column({ name: 'body_hash', type: 'varchar', length: 64 })
  bodyHash!: string;

  /** JSON of what the handler returned, such as a patient. */
  @Sensitive()
  @Column({ type: 'text' })
  answer!: string;

  @Index('tenancy_idempotency_key_expires_at')
  @Column({ name: 'expires_at', type: Date })
  expiresAt!: Date;
}
