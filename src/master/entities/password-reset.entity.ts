import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Somebody says to have forgotten their password; looked into a moment later, and then deleted. */
@Entity('master_reset_request')
export class ResetRequest {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  /** Username or address as given, normalised; perhaps nobody's. */
  @Column({ type: 'varchar', length: 508 })
  login!: string;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;
}

/** The right to set a new password, once, for whoever reads the mails of the user. */
@Entity('master_reset_token')
export class ResetToken {
  @PrimaryColumn({ name: 'token_hash', type: 'varchar', length: 64 })
  tokenHash!: string;

  @Index('master_reset_token_user_id')
  @ForeignKey('master_user', { onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: Date })
  expiresAt!: Date;

  /** Used, or overtaken by a password that was set otherwise. */
  @Column({ name: 'used_at', type: Date, nullable: true })
  usedAt!: Date | null;
}
