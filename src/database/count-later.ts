import type { EntityManager, QueryRunner } from 'typeorm';

/** What a transaction must find when it is counted. */
export interface CountsExpected {
  /** So many rows at most, by table. */
  readonly most: ReadonlyMap<string, number>;
  /** What is expected is good until then, by the clock of the database's server: see `DatabaseEngine.lockCounts`. */
  readonly until: Date;
  /** Is told when it was not so. The unit of work is run again. */
  readonly onOvertaken: () => void;
}

/** A query runner whose server counts when something else is asked of it anyway. */
export interface LaterCounting extends QueryRunner {
  countLater(expected: CountsExpected): void;
}

/**
 * Has a transaction locked and counted, as by `DatabaseEngine.lockCounts` and a look, with its next statement or its commit:
 * nobody waits for an answer of its own. Where it has more rows, or comes too late, the unit of work is run again.
 * @returns false where that is not to be had, and nothing is done.
 */
export function countLater({ queryRunner }: EntityManager, expected: CountsExpected): boolean {
  if (queryRunner === undefined || !('countLater' in queryRunner)) return false;
  (queryRunner as LaterCounting).countLater(expected);
  return true;
}
