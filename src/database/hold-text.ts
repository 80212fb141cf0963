import type { EntityManager, QueryRunner } from 'typeorm';

/** A query runner whose transactions are not alone. */
interface HoldingRunner extends QueryRunner {
  /** With the next statement, before it. */
  holdText(text: string): void;
}

/**
 * From its next statement to the end of the transaction nobody else gets there with the same text on this database, in any
 * process. What looks whether something is there already, and does it only if it is not, calls it first. On SQLite every
 * transaction is alone from its beginning.
 */
export function holdText({ queryRunner }: EntityManager, text: string): void {
  if (queryRunner !== undefined && 'holdText' in queryRunner) (queryRunner as HoldingRunner).holdText(text);
}
