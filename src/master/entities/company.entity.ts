import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** `provisioning`: being registered, nobody can use it. `suspended`: switched off by an operator. */
export const COMPANY_STATUSES = ['provisioning', 'active', 'suspended'] as const;
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
}
