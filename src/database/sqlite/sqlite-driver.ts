import { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { DataSource, ObjectLiteral, QueryRunner } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { CellCipher } from '../cells/cell-cipher.js';
import { closeColumns, openCell, sealCell } from '../cells/closed-cells.js';
import { SqliteQueryRunner } from './sqlite-query-runner.js';
import type { SqliteStore } from './sqlite-store.js';

/** TypeORM's SQLite driver with a fresh query runner per unit of work, as its PostgreSQL driver has. */
export class SqliteDriver extends BetterSqlite3Driver {
  private cells: CellCipher | undefined;

  /** @param unlockCells what sensitive columns are encrypted with, asked for when the file is open. */
  constructor(
    dataSource: DataSource,
    readonly store: SqliteStore,
    private readonly unlockCells?: () => Promise<CellCipher | undefined>,
  ) {
    super(dataSource);
  }

  override async connect(): Promise<void> {
    await this.store.open();
  }

  /** The stock driver attaches further database files here; a tenant has exactly one. */
  override async afterConnect(): Promise<void> {
    this.cells = await this.unlockCells?.();
    closeColumns(this.dataSource, this.cells);
  }

  override async disconnect(): Promise<void> {
    await this.store.close();
  }

  /**
   * TypeORM writes numbers into the text of a statement. Each id would make another one, to be compiled anew and to push
   * others out of those that are kept; a bound one serves all. As BigInt, because better-sqlite3 binds numbers as reals.
   */
  override escapeQueryWithParameters(sql: string, parameters: ObjectLiteral): [string, unknown[]] {
    const bound = Object.entries(parameters).map(
      ([name, value]: [string, unknown]) => [name, asInteger(value)] as const,
    );
    return super.escapeQueryWithParameters(sql, Object.fromEntries(bound));
  }

  override preparePersistentValue(value: unknown, column: ColumnMetadata): unknown {
    return sealCell(this.cells, column, super.preparePersistentValue(value, column));
  }

  override prepareHydratedValue(value: unknown, column: ColumnMetadata): unknown {
    return super.prepareHydratedValue(openCell(this.cells, column, value), column);
  }

  override createQueryRunner(): QueryRunner {
    return new SqliteQueryRunner(this);
  }
}

function asInteger(value: unknown): unknown {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}
