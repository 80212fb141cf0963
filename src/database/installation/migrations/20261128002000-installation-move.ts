import type { Migration } from '../../migration.js';

const up = (time: string): string[] => [
  `CREATE TABLE installation_move (
        way varchar(10) PRIMARY KEY NOT NULL,
        move_id varchar(40) NOT NULL,
        state varchar(10) NOT NULL,
        goal varchar(300) NOT NULL,
        owner varchar(200) NOT NULL,
        renewed_at ${time} NOT NULL
      )`,
];
const DOWN = ['DROP TABLE installation_move'];

/** Whether the installation is being moved to another engine, or was. */
export class InstallationMove20261128002000 implements Migration {
  readonly name = '20261128002000-installation-move';

  readonly sqlite = { up: up('datetime'), down: DOWN };

  readonly postgres = { up: up('timestamptz'), down: DOWN };
}
