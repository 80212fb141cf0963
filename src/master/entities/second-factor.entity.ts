import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Somebody's authenticator app: one at most. */
@Entity('master_second_factor')
export class SecondFactor {
  @ForeignKey('master_user', { onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'user_id', type: 'integer' })
  userId!: number;

  /** The shared secret, encrypted (see SecondFactorSecrets). */
  @Column({ type: 'varchar', length: 300, select: false })
  secret!: string;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  /** When a first code showed that the app has the secret; null: it is being set up, and asks nobody for anything. */
  @Column({ name: 'confirmed_at', type: Date, nullable: true })
  confirmedAt!: Date | null;

  /** Number of the time step whose code was accepted last: that one and older ones are refused. */
  @Column({ name: 'last_step', type: 'integer' })
  lastStep!: number;

  /** Wrong codes since the last right one. */
  @Column({ type: 'integer' })
  tries!: number;

  @Column({ name: 'blocked_until', type: Date, nullable: true })
  blockedUntil!: Date | null;
}

/** Stands in for a code of the app, once. 120 random bits: there is nothing to guess, so a plain hash keeps them. */
@Entity('master_recovery_code')
export class RecoveryCode {
  @PrimaryColumn({ name: 'code_hash', type: 'varchar', length: 64 })
  codeHash!: string;

  @Index('master_recovery_code_user_id')
  @ForeignKey('master_user', { onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'used_at', type: Date, nullable: true })
  usedAt!: Date | null;
}
