import type { QueryResult, QueryRunner } from 'typeorm';

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

async function told(
  { broadcaster }: QueryRunner,
  sql: string,
  parameters: unknown[],
  run: () => Promise<QueryResult>,
): Promise<QueryResult> {
  await broadcaster.broadcast('BeforeQuery', sql, parameters);
  const result = await run().catch(async (error: unknown) => {
    await broadcaster.broadcast('AfterQuery', sql, parameters, false, undefined, undefined, error);
    throw error;
  });
  await broadcaster.broadcast('AfterQuery', sql, parameters, true, undefined, result.raw, undefined);
  return result;
}
