import type { Migration } from '../../../database/index.js';

const INDEXES = [
  `CREATE INDEX fleet_tenant_operation ON fleet_tenant (operation) WHERE operation IS NOT NULL`,
  `CREATE INDEX fleet_tenant_state ON fleet_tenant (state)`,
  `CREATE INDEX fleet_tenant_last_closed_at ON fleet_tenant (last_closed_at)`,
];
const DOWN = [`DROP TABLE fleet_tenant`];

/** The state of every company's database, and who works on it. */
export class Fleet20261124000400 implements Migration {
  readonly name = '20261124000400-fleet';

  readonly sqlite = {
    up: [
      `CREATE TABLE fleet_tenant (
        company_id integer PRIMARY KEY NOT NULL,
        schema_version varchar(100) NOT NULL,
        fingerprint varchar(16) NOT NULL,
        state varchar(12) NOT NULL,
        error_code varchar(60),
        error_detail varchar(500),
        migrated_at datetime,
        duration_ms integer,
        run_id integer,
        operation varchar(12),
        operation_owner varchar(200),
        operation_token integer NOT NULL,
        operation_started_at datetime,
        operation_expires_at datetime,
        last_closed_at datetime,
        CONSTRAINT fleet_tenant_company_id
          FOREIGN KEY (company_id) REFERENCES master_company (id) ON DELETE CASCADE
      )`,
      ...INDEXES,
    ],
    down: DOWN,
  };

  readonly postgres = {
    up: [
      `CREATE TABLE fleet_tenant (
        company_id integer PRIMARY KEY,
        schema_version varchar(100) NOT NULL,
        fingerprint varchar(16) NOT NULL,
        state varchar(12) NOT NULL,
        error_code varchar(60),
        error_detail varchar(500),
        migrated_at timestamptz,
        duration_ms integer,
        run_id integer,
        operation varchar(12),
        operation_owner varchar(200),
        operation_token integer NOT NULL,
        operation_started_at timestamptz,
        operation_expires_at timestamptz,
        last_closed_at timestamptz,
        CONSTRAINT fleet_tenant_company_id
          FOREIGN KEY (company_id) REFERENCES master_company (id) ON DELETE CASCADE
      )`,
      ...INDEXES,
    ],
    down: DOWN,
  };
}
