import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { namedValues } from '../../common/index.js';
import type { Refusal } from './backups.errors.js';

/** Why a backup was made: by the clock, because somebody asked, or to keep what a restore was about to replace. */
export const BACKUP_REASONS = namedValues('BackupReason', ['scheduled', 'requested', 'before-restore']);
export type BackupReason = (typeof BACKUP_REASONS)[number];

/** A backup file that is whole; written down when it has its name. The file's manifest says the same and more. */
@Entity('fleet_backup')
@Index('fleet_backup_company_id', ['companyId', 'createdAt'])
export class FleetBackup {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Null: the master database. Not a foreign key: what is to be erased must be found when the company is gone. */
  @Column({ name: 'company_id', type: 'integer', nullable: true })
  companyId!: number | null;

  /** Path in BACKUP_DIR, with slashes. */
  @Column({ type: 'varchar', length: 120 })
  file!: string;

  @Column({ type: 'varchar', length: 20 })
  reason!: BackupReason;

  /** `command`, `schedule` or `user:12`. */
  @Column({ type: 'varchar', length: 80 })
  actor!: string;

  /** The moment of which its content is. */
  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  /** Of the file. A number that does not fit 32 bits comes as text from PostgreSQL. */
  @Column({ name: 'size_bytes', type: 'bigint' })
  sizeBytes!: number | string;

  /** Of the database's content, unpacked. */
  @Column({ name: 'content_bytes', type: 'bigint' })
  contentBytes!: number | string;

  /** Of the content. */
  @Column({ type: 'varchar', length: 64 })
  sha256!: string;

  @Column({ name: 'schema_version', type: 'varchar', length: 100 })
  schemaVersion!: string;

  @Column({ type: 'varchar', length: 16 })
  fingerprint!: string;

  /** Per table. */
  @Column({ name: 'row_counts', type: 'simple-json' })
  rows!: Readonly<Record<string, number>>;

  @Column({ name: 'is_encrypted', type: 'boolean' })
  isEncrypted!: boolean;

  /** When it was last restored into a scratch database and found to be the same; null: never. */
  @Column({ name: 'proved_at', type: Date, nullable: true })
  provedAt!: Date | null;

  /** Why it could not be, when it was last tried. */
  @Column({ type: 'varchar', length: 40, nullable: true })
  problem!: Refusal | null;
}
