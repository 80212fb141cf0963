import type { Migration } from '../../../database/index.js';

const TABLE = `CREATE TABLE fleet_audit_checkpoint (
    company_id integer PRIMARY KEY NOT NULL,
    seq integer NOT NULL,
    hash varchar(43) NOT NULL,
    kept_at varchar(24) NOT NULL,
    signature varchar(43) NOT NULL
  )`;

/** Where the ends of companies' audit logs are kept. */
export class AuditCheckpoints20261127000401 implements Migration {
  readonly name = '20261127000401-audit-checkpoints';
  readonly sqlite = { up: [TABLE], down: ['DROP TABLE fleet_audit_checkpoint'] };
  readonly postgres = { up: [TABLE], down: ['DROP TABLE fleet_audit_checkpoint'] };
}
