import type { Migration } from '../../database/index.js';

const STATEMENTS = {
  up: [`ALTER TABLE master_company ADD COLUMN time_zone varchar(64)`],
  down: [`ALTER TABLE master_company DROP COLUMN time_zone`],
};

export class TimeZone20261124000440 implements Migration {
  readonly name = '20261124000440-time-zone';
  readonly sqlite = STATEMENTS;
  readonly postgres = STATEMENTS;
}
