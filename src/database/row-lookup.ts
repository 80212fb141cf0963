import type { DataSource, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/**
 * Looks one row up by the value of one column, with a statement written once: TypeORM's `findOne` writes it anew every
 * time, which costs more than running it, and some rows stand before the first answer of every company.
 */
export class RowLookup<Entity extends ObjectLiteral, Field extends keyof Entity & string> {
  private readonly columns: readonly (readonly [Field, ColumnMetadata])[];
  private readonly sql: string;

  /**
   * @param dataSource initialized, and it stays so.
   * @param by name of the field that `find` compares; its values are unique.
   * @param fields what is read of the row.
   * @throws EntityMetadataNotFoundError, EntityPropertyNotFoundError for what the entity has not.
   */
  constructor(
    private readonly dataSource: DataSource,
    entity: new () => Entity,
    by: keyof Entity & string,
    fields: readonly Field[],
  ) {
    const { driver } = dataSource;
    const metadata = dataSource.getMetadata(entity);
    const columnOf = (field: string): ColumnMetadata => metadata.findColumnsWithPropertyPath(field)[0]!;
    this.columns = fields.map((field) => [field, columnOf(field)] as const);
    const read = this.columns.map(
      ([field, column]) => `${driver.escape(column.databaseName)} AS ${driver.escape(field)}`,
    );
    const key = driver.escape(columnOf(by).databaseName);
    this.sql = `SELECT ${read.join(', ')} FROM ${driver.escape(metadata.tableName)} WHERE ${key} = ${driver.createParameter('key', 0)}`;
  }

  /** The row's fields, each as TypeORM would give it; null when there is none. */
  async find(key: unknown): Promise<Pick<Entity, Field> | null> {
    const [row] = await this.dataSource.query<Record<string, unknown>[]>(this.sql, [key]);
    if (row === undefined) return null;
    const { driver } = this.dataSource;
    const values = this.columns.map(([field, column]) => [
      field,
      driver.prepareHydratedValue(row[field], column) as unknown,
    ]);
    return Object.fromEntries(values) as Pick<Entity, Field>;
  }
}
