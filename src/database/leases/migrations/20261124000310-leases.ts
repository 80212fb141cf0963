import type { Migration } from '../../migration.js';

export class Leases20261124000310 implements Migration {
  readonly name = '20261124000310-leases';

  readonly sqlite = {
    up: [
      `CREATE TABLE database_lease (
        name varchar(60) PRIMARY KEY NOT NULL,
        owner varchar(200) NOT NULL,
        token integer NOT NULL,
        expires_at datetime NOT NULL
      )`,
    ],
    down: [`DROP TABLE database_lease`],
  };

  readonly postgres = {
    up: [
      `CREATE TABLE database_lease (
        name varchar(60) PRIMARY KEY,
        owner varchar(200) NOT NULL,
        token integer NOT NULL,
        expires_at timestamptz NOT NULL
      )`,
    ],
    down: [`DROP TABLE database_lease`],
  };
}
