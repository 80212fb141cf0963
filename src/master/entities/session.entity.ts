import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One sign-in and all the tokens that came from it: a refresh token family. */
@Entity('master_session')
export class Session {
  /** Random; access tokens carry it. */
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Index('master_session_user_id')
  @ForeignKey('master_user', { onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  @Column({ name: 'revoked_at', type: Date, nullable: true })
  revokedAt!: Date | null;

  /** Program and system as its user agent tells, e.g. `Firefox on Linux`; null for sessions of old. */
  @Column({ type: 'varchar', length: 120, nullable: true })
  device!: string | null;

  /** Network address that it was started from. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  address!: string | null;

  /** When it was started or last refreshed. */
  @Column({ name: 'last_used_at', type: Date, nullable: true })
  lastUsedAt!: Date | null;

  /** When its user last proved who they are, by all that they sign in with. */
  @Column({ name: 'proved_at', type: Date, nullable: true })
  provedAt!: Date | null;
}

/** A refresh token, as a hash. It works once; a second use means that it was stolen, and ends the session. */
@Entity('master_refresh_token')
export class RefreshToken {
  @PrimaryColumn({ name: 'token_hash', type: 'varchar', length: 64 })
  tokenHash!: string;

  @Index('master_refresh_token_session_id')
  @ForeignKey('master_session', { onDelete: 'CASCADE' })
  @Column({ name: 'session_id', type: 'varchar', length: 36 })
  sessionId!: string;

  @Index('master_refresh_token_expires_at')
  @Column({ name: 'expires_at', type: Date })
  expiresAt!: Date;

  @Column({ name: 'used_at', type: Date, nullable: true })
  usedAt!: Date | null;
}
