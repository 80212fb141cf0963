import type { EntityManager } from 'typeorm';

/**
 * From here to the end of the transaction nobody else passes here with the same text on this database, in any process.
 * What looks whether something is there already, and does it only if it is not, calls it first. On SQLite every
 * transaction is alone from its beginning.
 */
export async function holdText(transaction: EntityManager, text: string): Promise<void> {
  if (transaction.dataSource.options.type !== 'postgres') return;
  await transaction.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [text]);
}
