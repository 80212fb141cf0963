import type { EntityManager } from 'typeorm';
import type { CountsExpected } from '../count-later.js';
import { OvertakenError } from '../overtaken.errors.js';
import { codeOf } from './postgres-errors.js';
import { quoted } from './postgres-names.js';
import type { StatementAhead } from './statement-ahead.js';

const HOLD = "pg_advisory_xact_lock(hashtextextended('counts', 0))";
/** With others who do the same, but with nobody who has the lock. */
const SHARE = "pg_advisory_xact_lock_shared(hashtextextended('counts', 0))";
const NOT_A_NUMBER = '22P02';

/** See DatabaseEngine.lockCounts. Of the time before the lock is granted it can only be said that it is earlier. */
export async function lockCounts(transaction: EntityManager): Promise<Date> {
  const [row] = await transaction.query<{ now: Date }[]>(`SELECT clock_timestamp() AS now, ${HOLD}`);
  return row!.now;
}

/** Gives no row. The server has no statement that fails on a condition; what it cannot know before it runs, it does not fold away. */
const failUnless = (condition: string): string =>
  `SELECT 1 WHERE CASE WHEN ${condition} THEN 0 ELSE concat('limits are read again, ', clock_timestamp())::integer END = 1`;

const IN_TIME = 'clock_timestamp() < $1::timestamptz';
/** A branch of CASE is evaluated after its condition, so the time is that behind the lock. The function returns nothing, as text ''. */
const SHARE_IN_TIME = failUnless(`CASE WHEN ${SHARE}::text = '' THEN ${IN_TIME} END`);

/**
 * Statements that do what `lockCounts` and a look at the counts would, and fail when there is too much. The count is a
 * statement of its own: of what it waits for, a statement does not see what was committed meanwhile. Where nothing is limited,
 * nobody's count is decided by anybody else's, and only those are kept out who decide about limits.
 */
export function countingAhead({ most, until, onOvertaken }: CountsExpected): StatementAhead[] {
  const limits = [...most.values()].map(String);
  const fits = [...most.keys()].map(
    (table, index) => ` AND (SELECT count(*) FROM ${quoted(table)}) <= $${index + 2}::bigint`,
  );
  const meaning = (error: unknown): Error | undefined => {
    if (codeOf(error) !== NOT_A_NUMBER) return undefined;
    onOvertaken();
    return new OvertakenError(error);
  };
  const parameters = [until.toISOString(), ...limits];
  if (most.size === 0) return [{ sql: SHARE_IN_TIME, parameters, meaning }];
  return [{ sql: `SELECT ${HOLD}` }, { sql: failUnless(IN_TIME + fits.join('')), parameters, meaning }];
}
