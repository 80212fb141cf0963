import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What can be done to a whole company's database. */
export const OPERATION_KINDS = [
  'migrate',
  'repair',
  'backup',
  'verify',
  'restore',
  'export',
  'import',
  'clone',
  'rename',
  'move',
  'encrypt',
  'suspend',
  'activate',
  'delete',
  'undelete',
  'erase',
  'report',
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** `undone`: broke off, and what it had done so far was taken back. */
export const OPERATION_STATES = ['running', 'done', 'failed', 'undone'] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

/** What whoever takes over needs to know: names and numbers, never a row's content. */
export type OperationDetail = Readonly<Record<string, string | number | boolean | null>>;

/** Something that was done to a company's database, or to the master's (`companyId` null). */
@Entity('fleet_operation')
@Index('fleet_operation_running', ['id'], { where: `state = 'running'` })
export class FleetOperation {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 20 })
  kind!: OperationKind;

  /** Not a foreign key: the entry outlives the company. */
  @Index('fleet_operation_company_id')
  @Column({ name: 'company_id', type: 'integer', nullable: true })
  companyId!: number | null;

  /** As it was then. */
  @Column({ name: 'company_slug', type: 'varchar', length: 47, nullable: true })
  companySlug!: string | null;

  /** `command`, `schedule` or `user:12`. */
  @Column({ type: 'varchar', length: 80 })
  actor!: string;

  @Column({ type: 'varchar', length: 10 })
  state!: OperationState;

  @Column({ type: 'varchar', length: 40, nullable: true })
  step!: string | null;

  /** Percent. */
  @Column({ type: 'integer' })
  progress!: number;

  @Column({ type: 'simple-json' })
  detail!: OperationDetail;

  /** The process at work (see workIdentity); empty: nobody, whoever comes may take it over. */
  @Column({ type: 'varchar', length: 200 })
  owner!: string;

  /** When the process at work last told that it lives. */
  @Column({ name: 'renewed_at', type: Date })
  renewedAt!: Date;

  @Column({ name: 'started_at', type: Date })
  startedAt!: Date;

  @Column({ name: 'ended_at', type: Date, nullable: true })
  endedAt!: Date | null;

  @Column({ name: 'error_code', type: 'varchar', length: 60, nullable: true })
  errorCode!: string | null;

  @Column({ name: 'error_detail', type: 'varchar', length: 500, nullable: true })
  errorDetail!: string | null;
}
