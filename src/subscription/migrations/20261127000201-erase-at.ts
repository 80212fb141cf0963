import type { Migration } from '../../database/index.js';

const DOWN = [`ALTER TABLE subscription_subscription DROP COLUMN erase_at`];

/** When the company is erased, if it is to be; it can only be read until then. */
export class EraseAt20261127000201 implements Migration {
  readonly name = '20261127000201-erase-at';
  readonly sqlite = { up: [`ALTER TABLE subscription_subscription ADD COLUMN erase_at datetime`], down: DOWN };
  readonly postgres = { up: [`ALTER TABLE subscription_subscription ADD COLUMN erase_at timestamptz`], down: DOWN };
}
