import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { moveNumbersOn } from './postgres/next-numbers.js';

/**
 * Inserts a row under a number of its own, where `transaction.insert` leaves numbers to PostgreSQL. Rows that are added
 * later get greater ones, on either engine.
 * @throws what the database throws.
 */
export async function insertNumbered(
  transaction: EntityManager,
  entity: EntityTarget<ObjectLiteral>,
  values: ObjectLiteral,
): Promise<void> {
  const { columns, tableName } = transaction.dataSource.getMetadata(entity);
  const names = columns.map(({ propertyPath }) => propertyPath);
  await transaction.createQueryBuilder().insert().into(entity, names).values(values).updateEntity(false).execute();
  if (transaction.dataSource.options.type !== 'postgres') return;
  await moveNumbersOn((sql) => transaction.query<unknown[]>(sql), tableName);
}
