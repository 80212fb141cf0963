import type { Migration } from '../../migration.js';

const UP = [
  `CREATE TABLE database_role (
        company_id integer PRIMARY KEY NOT NULL,
        name varchar(63) NOT NULL,
        sealed_password varchar(200) NOT NULL
      )`,
];
const DOWN = [`DROP TABLE database_role`];

export class DatabaseRoles20261127000300 implements Migration {
  readonly name = '20261127000300-database-roles';

  readonly sqlite = { up: UP, down: DOWN };

  readonly postgres = { up: UP, down: DOWN };
}
