import { Column, Entity, ForeignKey, PrimaryGeneratedColumn } from 'typeorm';

export const RUN_KINDS = ['migrate', 'undo'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/**
 * `running`: somebody is at it, or was killed at it (see owner); `stopped`: asked to stop, or some companies failed;
 * `done`: all companies are where it was to bring them; `undone`: a later run took its migrations back.
 */
export const RUN_STATES = ['running', 'stopped', 'done', 'undone'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** One bringing of companies' databases to a version; a row comes into being when there is something to do. */
@Entity('fleet_run')
export class FleetRun {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 10 })
  kind!: RunKind;

  @Column({ type: 'varchar', length: 10 })
  state!: RunState;

  /** Name of the newest migration of the program that began it: another program cannot go on with it. */
  @Column({ type: 'varchar', length: 100 })
  head!: string;

  /** The one company that it is about; null: all. */
  @ForeignKey('master_company', { onDelete: 'CASCADE' })
  @Column({ name: 'company_id', type: 'integer', nullable: true })
  companyId!: number | null;

  /** Of an undoing run: the oldest migration that is kept, or null: those of the run `undoes` are taken back. */
  @Column({ name: 'back_to', type: 'varchar', length: 100, nullable: true })
  backTo!: string | null;

  /** Of an undoing run: whose migrations it takes back. */
  @Column({ type: 'integer', nullable: true })
  undoes!: number | null;

  /** The process that is or was at it (see workIdentity). */
  @Column({ type: 'varchar', length: 200 })
  owner!: string;

  @Column({ name: 'started_at', type: Date })
  startedAt!: Date;

  @Column({ name: 'ended_at', type: Date, nullable: true })
  endedAt!: Date | null;

  /** Companies whose databases it changed, so far as it has told. */
  @Column({ type: 'integer' })
  changed!: number;

  /** Companies that it could not bring there, at its last end. */
  @Column({ type: 'integer' })
  failed!: number;
}
