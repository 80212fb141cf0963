import type { Migration } from '../../database/index.js';

const statements = (instant: string): readonly string[] => [
  `ALTER TABLE master_company ADD COLUMN deletion_requested_at ${instant}`,
  `ALTER TABLE master_company ADD COLUMN deletion_requested_by varchar(80)`,
  `ALTER TABLE master_company ADD COLUMN erase_at ${instant}`,
  `ALTER TABLE master_company ADD COLUMN expires_at ${instant}`,
  `ALTER TABLE master_company ADD COLUMN mails_off_at ${instant}`,
  `CREATE INDEX master_company_erase_at ON master_company (erase_at) WHERE erase_at IS NOT NULL`,
  `CREATE INDEX master_company_expires_at ON master_company (expires_at) WHERE expires_at IS NOT NULL`,
];

const DOWN = [
  `DROP INDEX master_company_expires_at`,
  `DROP INDEX master_company_erase_at`,
  `ALTER TABLE master_company DROP COLUMN mails_off_at`,
  `ALTER TABLE master_company DROP COLUMN expires_at`,
  `ALTER TABLE master_company DROP COLUMN erase_at`,
  `ALTER TABLE master_company DROP COLUMN deletion_requested_by`,
  `ALTER TABLE master_company DROP COLUMN deletion_requested_at`,
];

/** What is to become of a company: its deletion, its end if it was made for a time, and whether mails are sent for it. */
export class CompanyLife20261127000200 implements Migration {
  readonly name = '20261127000200-company-life';
  readonly sqlite = { up: statements('datetime'), down: DOWN };
  readonly postgres = { up: statements('timestamptz'), down: DOWN };
}
