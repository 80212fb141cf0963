import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * `current`: the database is encrypted with it. `next`: it is being encrypted with it; whether it is already, the file tells.
 * `former`: older backups are encrypted with it.
 */
export const KEY_STATES = ['next', 'current', 'former'] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** A key of a company's database file; none that is current: it is not encrypted. Without its keys its data are noise. */
@Entity('database_key')
export class DatabaseKey {
  /** Number of the company, the stamp of its database. */
  @ForeignKey('master_company', { name: 'database_key_company_id', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'company_id', type: 'integer' })
  companyId!: number;

  /** Of the company's keys, from 1 on. */
  @PrimaryColumn({ type: 'integer' })
  number!: number;

  /** Wrapped with AES-256-GCM by the key of the installation; it opens for this company and number only. */
  @Column({ name: 'wrapped_key', type: 'varchar', length: 200 })
  wrappedKey!: string;

  /** Which key of the installation wraps it: the beginning of its hash. */
  @Column({ name: 'wrapping_key_id', type: 'varchar', length: 16 })
  wrappingKeyId!: string;

  @Column({ type: 'varchar', length: 10 })
  state!: KeyState;
}
