import type { DataSource, EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { MissingValueError } from './database.errors.js';

interface InsertStatement {
  readonly sql: string;
  readonly columns: readonly ColumnMetadata[];
  readonly generated: ColumnMetadata | undefined;
}

/** By what TypeORM knows of an entity in one kind of database: its statement is the same in all of them. */
const statements = new WeakMap<EntityMetadata, InsertStatement>();

/**
 * Inserts a whole row by a statement that is written once: `transaction.insert` writes it anew every time, which takes
 * longer than running it, and a sign-up has six. Subscribers to entities are not told, so it is for databases without.
 * @param values every field that is not generated; the generated one is set on it.
 * @throws MissingValueError when a field is undefined: there are no default values; what the database throws.
 */
export async function insertRow<Entity extends ObjectLiteral>(
  transaction: EntityManager,
  entity: new () => Entity,
  values: Partial<Entity>,
): Promise<void> {
  const { dataSource } = transaction;
  const metadata = dataSource.getMetadata(entity);
  const { sql, columns, generated } = statements.get(metadata) ?? write(dataSource, metadata);
  const parameters = columns.map((column) => valueOf(dataSource, column, values));
  const rows = await transaction.query<Record<string, unknown>[]>(sql, parameters);
  if (generated !== undefined) generated.setEntityValue(values, rows[0]?.[generated.databaseName]);
}

function write({ driver }: DataSource, metadata: EntityMetadata): InsertStatement {
  const columns = metadata.columns.filter((column) => !column.isGenerated);
  const generated = metadata.columns.find((column) => column.isGenerated);
  const names = columns.map((column) => driver.escape(column.databaseName));
  const parameters = columns.map((column, index) => driver.createParameter(column.databaseName, index));
  const returning = generated === undefined ? '' : ` RETURNING ${driver.escape(generated.databaseName)}`;
  const statement = {
    sql: `INSERT INTO ${driver.escape(metadata.tableName)} (${names.join(', ')}) VALUES (${parameters.join(', ')})${returning}`,
    columns,
    generated,
  };
  statements.set(metadata, statement);
  return statement;
}

function valueOf({ driver }: DataSource, column: ColumnMetadata, values: ObjectLiteral): unknown {
  const value: unknown = column.getEntityValue(values);
  if (value === undefined) throw new MissingValueError(column.entityMetadata.name, column.propertyPath);
  return driver.preparePersistentValue(value, column);
}
