import { PostgresDriver as TypeOrmDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { DataSource } from 'typeorm';
import type { ConnectionLane } from './connection-lane.js';
import { PostgresQueryRunner } from './postgres-query-runner.js';

/** TypeORM's PostgreSQL driver on connections that all databases of a server share, instead of a pool for each. */
export class PostgresDriver extends TypeOrmDriver {
  constructor(
    dataSource: DataSource,
    readonly lane: ConnectionLane,
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
    // Nothing.
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
