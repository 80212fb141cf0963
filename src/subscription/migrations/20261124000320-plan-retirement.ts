import type { Migration } from '../../database/index.js';

const DOWN = [`ALTER TABLE subscription_plan DROP COLUMN retired_at`];

/** Since when a plan is no longer on offer; null while it is. Companies that have it keep it. */
export class PlanRetirement20261124000320 implements Migration {
  readonly name = '20261124000320-plan-retirement';

  readonly sqlite = { up: [`ALTER TABLE subscription_plan ADD COLUMN retired_at datetime`], down: DOWN };

  readonly postgres = { up: [`ALTER TABLE subscription_plan ADD COLUMN retired_at timestamptz`], down: DOWN };
}
