import type { EntitySubscriberInterface, QueryResult, QueryRunner } from 'typeorm';

/**
 * Runs one statement; subscribers hear of it as with TypeORM's own query runners, but not of plain reads: those must stay
 * as fast as they are.
 */
export function heard(
  runner: QueryRunner,
  sql: string,
  parameters: unknown[],
  run: () => Promise<QueryResult>,
): Promise<QueryResult> {
  const isHeard = runner.dataSource.subscribers.length > 0 && !sql.startsWith('SELECT');
  return isHeard ? told(runner, sql, parameters, run) : run();
}

/** TypeORM's own broadcaster waits for everybody at every statement, though hardly anybody has anything to wait for. */
async function told(
  queryRunner: QueryRunner,
  query: string,
  parameters: unknown[],
  run: () => Promise<QueryResult>,
): Promise<QueryResult> {
  const { dataSource, manager } = queryRunner;
  const statement = { dataSource, connection: dataSource, queryRunner, manager, query, parameters };
  const tell = (what: (subscriber: EntitySubscriberInterface) => Promise<unknown> | void): Promise<unknown> | void => {
    const [first, ...others] = dataSource.subscribers;
    if (first === undefined) return undefined;
    return others.length === 0
      ? what(first)
      : Promise.all([first, ...others].map((each) => Promise.resolve(what(each))));
  };
  const before = tell((subscriber) => subscriber.beforeQuery?.(statement));
  if (before !== undefined) await before;
  let result: QueryResult;
  try {
    result = await run();
  } catch (error) {
    await tell((subscriber) => subscriber.afterQuery?.({ ...statement, success: false, rawResults: undefined, error }));
    throw error;
  }
  const rawResults: unknown = result.raw;
  const after = tell((subscriber) => subscriber.afterQuery?.({ ...statement, success: true, rawResults }));
  if (after !== undefined) await after;
  return result;
}
