import type { DataSource, EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { WatchedTransaction } from '../quota/watched-transaction.js';
import type { Row } from './row-spool.js';

/** Rows per statement; with ten columns each far below what SQLite (32,766) and PostgreSQL (65,535) bind. */
export const ROWS_PER_STATEMENT = 200;

/** A table that many rows are put into. TypeORM's own insert takes twenty times as long per row. */
export class BulkTable {
  private readonly metadata: EntityMetadata;
  private readonly columns: readonly ColumnMetadata[];

  constructor(
    private readonly dataSource: DataSource,
    entity: new () => ObjectLiteral,
  ) {
    this.metadata = dataSource.getMetadata(entity);
    this.columns = this.metadata.columns.filter((column) => !column.isGenerated);
  }

  /** An entity's values as the database keeps them, in the order of the columns. */
  rowOf(entity: ObjectLiteral): Row {
    return this.columns.map((column) => {
      const value: unknown = column.getEntityValue(entity);
      return this.dataSource.driver.preparePersistentValue(value ?? null, column) as unknown;
    });
  }

  /** @param counted what the plan counts the rows as, if anything; what decides is the count before the commit. */
  async insert(transaction: EntityManager, rows: readonly Row[], counted: string | undefined): Promise<void> {
    if (rows.length === 0) return;
    await transaction.query(this.insertOf(rows.length), rows.flat());
    if (counted !== undefined && transaction.queryRunner)
      WatchedTransaction.of(transaction.queryRunner).insert(counted, rows.length);
  }

  /** Those of the given values that a column has already. */
  async taken(manager: EntityManager, field: string, values: readonly unknown[]): Promise<ReadonlySet<unknown>> {
    const column = this.metadata.findColumnWithPropertyName(field);
    if (column === undefined || values.length === 0) return new Set();
    const marks = values.map((_value, index) => this.dataSource.driver.createParameter(`v${index}`, index));
    const name = this.quoted(column.databaseName);
    const sql = `SELECT ${name} AS value FROM ${this.quoted(this.metadata.tableName)} WHERE ${name} IN (${marks.join()})`;
    const found = await manager.query<{ value: unknown }[]>(sql, [...values]);
    return new Set(found.map(({ value }) => value));
  }

  private insertOf(rows: number): string {
    const names = this.columns.map((column) => this.quoted(column.databaseName));
    const width = names.length;
    const tuples = Array.from({ length: rows }, (_row, row) => {
      const marks = names.map((_name, index) =>
        this.dataSource.driver.createParameter(`v${index}`, row * width + index),
      );
      return `(${marks.join()})`;
    });
    // The audit log tells their numbers; SQLite tells the last one by itself.
    const returning = this.dataSource.driver.isReturningSqlSupported('insert') ? ' RETURNING "id"' : '';
    return `INSERT INTO ${this.quoted(this.metadata.tableName)} (${names.join()}) VALUES ${tuples.join()}${returning}`;
  }

  private quoted(name: string): string {
    return this.dataSource.driver.escape(name);
  }
}
