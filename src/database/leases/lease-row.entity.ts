import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who does a work of which there must be one at a time, over all processes. A row stays once it is there. */
@Entity('database_lease')
export class LeaseRow {
  /** Name of the work, e.g. `subscription-upkeep`. */
  @PrimaryColumn({ type: 'varchar', length: 60 })
  name!: string;

  /** The process that has or had it (see workIdentity). */
  @Column({ type: 'varchar', length: 200 })
  owner!: string;

  /** Grows with every change of hands. */
  @Column({ type: 'integer' })
  token!: number;

  /** From this instant on others may take it. */
  @Column({ name: 'expires_at', type: Date })
  expiresAt!: Date;
}
