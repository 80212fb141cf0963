import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `open`: takes new companies. `draining`: takes none, and its own are to be moved. `closed`: takes none. */
export const SERVER_STATES = ['open', 'draining', 'closed'] as const;
export type ServerState = (typeof SERVER_STATES)[number];

/** A PostgreSQL server that may hold companies' databases, besides the one that settings choose. */
@Entity('database_server')
export class DatabaseServer {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  name!: string;

  /** Name of the environment variable that has its URL; the URL has a password, and is in no database. */
  @Column({ name: 'url_setting', type: 'varchar', length: 80 })
  urlSetting!: string;

  @Column({ type: 'varchar', length: 40, nullable: true })
  region!: string | null;

  /** Companies that it is meant to hold. */
  @Column({ type: 'integer' })
  capacity!: number;

  @Column({ type: 'varchar', length: 10 })
  state!: ServerState;
}
