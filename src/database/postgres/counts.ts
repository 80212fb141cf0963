import type { EntityManager } from 'typeorm';
import type { CountsExpected } from '../count-later.js';
import { OvertakenError } from '../overtaken.errors.js';
import { codeOf } from './postgres-errors.js';
import { quoted } from './postgres-names.js';
import type { StatementAhead } from './statement-ahead.js';

const HOLD = "pg_advisory_xact_lock(hashtextextended('counts', 0))";
const NOT_A_NUMBER = '22P02';
const TABLES_WAIT_MS = 5_000;

/**
 * See DatabaseEngine.lockCounts. Of the time before the lock is granted it can only be said that it is earlier. Whoever inserts
 * has a lock of the table before that of the counts, so whoever wants both takes them in that order.
 */
export async function lockCounts(transaction: EntityManager, tables: readonly string[] = []): Promise<Date> {
  if (tables.length > 0) await lockTables(transaction, tables);
  const [row] = await transaction.query<{ now: Date }[]>(`SELECT clock_timestamp() AS now, ${HOLD}`);
  return row!.now;
}

/** @throws DatabaseBusyError when somebody is in the middle of a long transaction: all others would wait behind this one for it. */
async function lockTables(transaction: EntityManager, tables: readonly string[]): Promise<void> {
  await transaction.query(`SET LOCAL lock_timeout = ${TABLES_WAIT_MS}`);
  await transaction.query(`LOCK TABLE ${tables.map(quoted).join()} IN SHARE MODE`);
  await transaction.query('SET LOCAL lock_timeout TO DEFAULT');
}

/** Gives no row. The server has no statement that fails on a condition; what it cannot know before it runs, it does not fold away. */
const failUnless = (condition: string): string =>
  `SELECT 1 WHERE CASE WHEN ${condition} THEN 0 ELSE concat('limits are read again, ', clock_timestamp())::integer END = 1`;

const IN_TIME = 'clock_timestamp() < $1::timestamptz';

/**
 * Statements that do what `lockCounts` and a look at the counts would, and fail when there is too much. The count is a
 * statement of its own: of what it waits for, a statement does not see what was committed meanwhile.
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
  return [{ sql: `SELECT ${HOLD}` }, { sql: failUnless(IN_TIME + fits.join('')), parameters, meaning }];
}
