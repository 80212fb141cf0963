import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * `provisioning`: being registered, nobody can use it. `suspended`: switched off by an operator. `erasing`: being removed
 * for ever, or left so by a process that died, and then others go on with it.
 */
export const COMPANY_STATUSES = ['provisioning', 'active', 'suspended', 'erasing'] as const;
export type CompanyStatus = (typeof COMPANY_STATUSES)[number];

/** A clinic: the tenant. Its number is never used again (AUTOINCREMENT) and stamps its database. */
@Entity('master_company')
export class Company {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 120 })
  name!: string;

  /** The name as it must be unique: normalised, lower case. */
  @Column({ name: 'name_key', type: 'varchar', length: 240, unique: true })
  nameKey!: string;

  @Column({ type: 'varchar', length: 47, unique: true })
  slug!: string;

  @Column({ name: 'database_name', type: 'varchar', length: 63, unique: true })
  databaseName!: string;

  @Column({ type: 'varchar', length: 254 })
  email!: string;

  @Column({ type: 'varchar', length: 30 })
  phone!: string;

  @Column({ type: 'varchar', length: 500, nullable: true })
  address!: string | null;

  /** Where its day begins: a name of the IANA time zone database. Null, as of old companies: UTC. */
  @Column({ name: 'time_zone', type: 'varchar', length: 64, nullable: true })
  timeZone!: string | null;

  @Index('master_company_status')
  @Column({ type: 'varchar', length: 20 })
  status!: CompanyStatus;

  /** Roles, with commas between, whose people must have a second factor; null: none. */
  @Column({ name: 'second_factor_roles', type: 'varchar', length: 60, nullable: true })
  secondFactorRoles!: string | null;

  /** The process that registers it (see workIdentity); null once it is active. */
  @Column({ name: 'provisioning_owner', type: 'varchar', length: 200, nullable: true })
  provisioningOwner!: string | null;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  /** When its deletion was asked for; null when it was not. Until `eraseAt` it can be taken back. */
  @Column({ name: 'deletion_requested_at', type: Date, nullable: true })
  deletionRequestedAt!: Date | null;

  /** Who asked: `user:12`, `command`, `schedule`. */
  @Column({ name: 'deletion_requested_by', type: 'varchar', length: 80, nullable: true })
  deletionRequestedBy!: string | null;

  /** From when on it is erased; set with `deletionRequestedAt`. */
  @Index('master_company_erase_at', { where: 'erase_at IS NOT NULL' })
  @Column({ name: 'erase_at', type: Date, nullable: true })
  eraseAt!: Date | null;

  /** A clone made for a time: from then on it is erased; null: it stays. */
  @Index('master_company_expires_at', { where: 'expires_at IS NOT NULL' })
  @Column({ name: 'expires_at', type: Date, nullable: true })
  expiresAt!: Date | null;

  /** Since when no mails are sent on its behalf, as of clones; null: they are. */
  @Column({ name: 'mails_off_at', type: Date, nullable: true })
  mailsOffAt!: Date | null;
}
