import type { QueryResult, QueryRunner } from 'typeorm';

/** A query runner that can run a statement of which no subscriber hears. */
interface UnheardRunner extends QueryRunner {
  runUnheard(sql: string, parameters: unknown[]): Promise<QueryResult>;
}

/**
 * Runs a statement of a subscriber's own, in the transaction of the query runner, of which neither it nor the others need to
 * hear: telling them costs as much as a small statement does.
 * @throws what the query runner throws.
 */
export function runUnheard(queryRunner: QueryRunner, sql: string, parameters: unknown[]): Promise<QueryResult> {
  return 'runUnheard' in queryRunner
    ? (queryRunner as UnheardRunner).runUnheard(sql, parameters)
    : queryRunner.query(sql, parameters, true);
}
