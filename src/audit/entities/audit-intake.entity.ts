import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a process's journal has been taken into the chain, so that nothing of it is taken in twice. */
@Entity('audit_intake')
export class AuditIntake {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  journal!: string;

  @Column({ name: 'last_line', type: 'integer' })
  lastLine!: number;

  /** ISO 8601 in UTC. */
  @Column({ type: 'varchar', length: 24 })
  at!: string;
}
