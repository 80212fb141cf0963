import type { QueryRunner } from 'typeorm';

/** A statement of which only a failure is of interest. */
export interface LaterStatement {
  readonly sql: string;
  readonly parameters: readonly (string | number | null)[];
  /** What its failure means; undefined when that is just what the server says. */
  readonly meaning: (error: unknown) => Error | undefined;
}

/** A query runner whose server can be sent a statement together with the next one, or the commit. */
interface LaterRunner extends QueryRunner {
  runLater(statement: LaterStatement): void;
}

/** Whether statements can be left to `runLater`. */
export function runsLater(queryRunner: QueryRunner): boolean {
  return 'runLater' in queryRunner;
}

/**
 * Runs a statement with the next one of the transaction, or its commit, in the same round trip. When it fails, so does that one.
 * Only where `runsLater` says so.
 */
export function runLater(queryRunner: QueryRunner, statement: LaterStatement): void {
  (queryRunner as LaterRunner).runLater(statement);
}
