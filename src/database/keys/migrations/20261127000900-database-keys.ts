import type { Migration } from '../../migration.js';

const UP = [
  `CREATE TABLE database_key (
        company_id integer NOT NULL,
        number integer NOT NULL,
        wrapped_key varchar(200) NOT NULL,
        wrapping_key_id varchar(16) NOT NULL,
        state varchar(10) NOT NULL,
        PRIMARY KEY (company_id, number),
        CONSTRAINT database_key_company_id FOREIGN KEY (company_id) REFERENCES master_company (id) ON DELETE CASCADE
      )`,
];
const DOWN = [`DROP TABLE database_key`];

export class DatabaseKeys20261127000900 implements Migration {
  readonly name = '20261127000900-database-keys';

  readonly sqlite = { up: UP, down: DOWN };

  readonly postgres = { up: UP, down: DOWN };
}
