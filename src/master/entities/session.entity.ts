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
