import { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { DataSource, QueryRunner } from 'typeorm';
import { SqliteQueryRunner } from './sqlite-query-runner.js';
import type { SqliteStore } from './sqlite-store.js';

/** TypeORM's SQLite driver with a fresh query runner per unit of work, as its PostgreSQL driver has. */
export class SqliteDriver extends BetterSqlite3Driver {
  constructor(
    dataSource: DataSource,
    readonly store: SqliteStore,
  ) {
    super(dataSource);
  }

  override async connect(): Promise<void> {
    await this.store.open();
  }

  override async afterConnect(): Promise<void> {
    // The stock driver attaches further database files here; a tenant has exactly one.
  }

  override async disconnect(): Promise<void> {
    await this.store.close();
  }

  override createQueryRunner(): QueryRunner {
    return new SqliteQueryRunner(this);
  }
}
