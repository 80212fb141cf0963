import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { Role } from '../../common/index.js';
import { Company } from './company.entity.js';
import { User } from './user.entity.js';

/** Somebody's way into a company: whoever has the link, which is sent to the address, may join it once. */
@Entity('master_invitation')
@Index('master_invitation_open', ['companyId', 'emailKey'], {
  unique: true,
  where: 'accepted_at IS NULL AND revoked_at IS NULL',
})
export class Invitation {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('master_invitation_company_id')
  @Column({ name: 'company_id', type: 'integer' })
  companyId!: number;

  @Column({ type: 'varchar', length: 254 })
  email!: string;

  /** Lower case. Per company one invitation to an address is open at a time. */
  @Column({ name: 'email_key', type: 'varchar', length: 508 })
  emailKey!: string;

  @Column({ type: 'varchar', length: 20 })
  role!: Role;

  @Column({ name: 'token_hash', type: 'varchar', length: 64, unique: true })
  tokenHash!: string;

  /** Null when that person has left since. */
  @Index('master_invitation_invited_by_id')
  @Column({ name: 'invited_by_id', type: 'integer', nullable: true })
  invitedById!: number | null;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: Date })
  expiresAt!: Date;

  @Column({ name: 'accepted_at', type: Date, nullable: true })
  acceptedAt!: Date | null;

  /** Revoked by a manager, replaced by a newer one to the same address, or its sender lost the right to make it. */
  @Column({ name: 'revoked_at', type: Date, nullable: true })
  revokedAt!: Date | null;

  @ManyToOne(() => Company, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'company_id' })
  company?: Relation<Company>;

  @ManyToOne(() => User, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'invited_by_id' })
  invitedBy?: Relation<User> | null;
}
