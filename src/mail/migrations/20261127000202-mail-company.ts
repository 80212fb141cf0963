import type { Migration } from '../../database/index.js';

const STATEMENTS = {
  up: [
    `ALTER TABLE mail_outbox ADD COLUMN company_id integer`,
    `CREATE INDEX mail_outbox_company_id ON mail_outbox (company_id) WHERE company_id IS NOT NULL`,
  ],
  down: [`DROP INDEX mail_outbox_company_id`, `ALTER TABLE mail_outbox DROP COLUMN company_id`],
};

/** On whose behalf a mail is, so that it goes when the company goes. */
export class MailCompany20261127000202 implements Migration {
  readonly name = '20261127000202-mail-company';
  readonly sqlite = STATEMENTS;
  readonly postgres = STATEMENTS;
}
