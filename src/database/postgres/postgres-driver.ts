import { PostgresDriver as TypeOrmDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { CellCipher } from '../cells/cell-cipher.js';
import { closeColumns, openCell, sealCell } from '../cells/closed-cells.js';
import type { ConnectionLane } from './connection-lane.js';
import { PostgresQueryRunner } from './postgres-query-runner.js';

/** TypeORM's PostgreSQL driver on connections that all databases of a server share, instead of a pool for each. */
export class PostgresDriver extends TypeOrmDriver {
  private cells: CellCipher | undefined;

  /** @param unlockCells what sensitive columns are encrypted with, asked for when the database is open. */
  constructor(
    dataSource: DataSource,
    readonly lane: ConnectionLane,
    private readonly unlockCells: () => Promise<CellCipher | undefined>,
  ) {
    super(dataSource);
  }

  /** Makes sure that the database is there and the right one. What TypeORM would ask the server for is known. */
  override async connect(): Promise<void> {
    this.version = '15';
    this.schema = 'public';
    this.searchSchema = 'public';
    this.isGeneratedColumnsSupported = true;
    await this.lane.probe();
  }

  /** TypeORM would install extensions here, which the roles that serve companies may not. */
  override async afterConnect(): Promise<void> {
    this.cells = await this.unlockCells();
    closeColumns(this.dataSource, this.cells);
  }

  override preparePersistentValue(value: unknown, column: ColumnMetadata): unknown {
    return sealCell(this.cells, column, super.preparePersistentValue(value, column));
  }

  override prepareHydratedValue(value: unknown, column: ColumnMetadata): unknown {
    return super.prepareHydratedValue(openCell(this.cells, column, value), column);
  }

  override async disconnect(): Promise<void> {
    await this.lane.close();
  }

  override createQueryRunner(): PostgresQueryRunner {
    return new PostgresQueryRunner(this);
  }

  /** Connections are made elsewhere. */
  protected override loadDependencies(): void {
    // Nothing.
  }
}
