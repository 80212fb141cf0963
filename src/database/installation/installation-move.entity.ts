import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * `copying`: the master database is being copied to another engine, and refuses changes. `switching`: the copy is whole, and
 * perhaps has become the master database. `moved`: it has. `arrived`: this one is such a copy.
 */
export const MOVE_STATES = ['copying', 'switching', 'moved', 'arrived'] as const;
export type MoveState = (typeof MOVE_STATES)[number];

/** That the whole installation is being moved to another engine, or was. */
@Entity('installation_move')
export class InstallationMove {
  /** `away`: from this master database. `here`: to this one. */
  @PrimaryColumn({ type: 'varchar', length: 10 })
  way!: 'away' | 'here';

  /** The same on both sides. */
  @Column({ name: 'move_id', type: 'varchar', length: 40 })
  moveId!: string;

  @Column({ type: 'varchar', length: 10 })
  state!: MoveState;

  /** Host, port and database that it goes to; '' for one that came here. */
  @Column({ type: 'varchar', length: 300 })
  goal!: string;

  /** The process at work (see workIdentity). */
  @Column({ type: 'varchar', length: 200 })
  owner!: string;

  /** When the process at work last told that it lives. */
  @Column({ name: 'renewed_at', type: Date })
  renewedAt!: Date;
}
