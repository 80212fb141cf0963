import { DataSource } from 'typeorm';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { CellCipher } from '../cells/cell-cipher.js';
import { SynchronizeRefusedError } from '../database.errors.js';
import type { DatabaseSchema } from '../database-engine.js';
import { entityMetadata } from '../entity-metadata.js';
import { SqliteDriver } from './sqlite-driver.js';
import { UnitEntityManager } from '../unit-entity-manager.js';
import type { SqliteStore } from './sqlite-store.js';

/**
 * A TypeORM DataSource on one SQLite file that is safe under concurrency: transactions do not mix, acknowledged writes
 * stay, a failed commit does not poison what follows. It opens an existing file only and changes no schema.
 */
export class SqliteDataSource extends DataSource {
  constructor(
    path: string,
    private readonly schema: DatabaseSchema,
    store: SqliteStore,
    unlockCells?: () => Promise<CellCipher | undefined>,
  ) {
    super({
      type: 'better-sqlite3',
      database: path,
      entities: [...schema.entities],
      synchronize: false,
      logging: false,
    });
    Object.assign(this, { driver: new SqliteDriver(this, store, unlockCells) });
  }

  override createEntityManager(queryRunner?: QueryRunner): EntityManager {
    return new UnitEntityManager(this, queryRunner);
  }

  /** Entities and nothing else: this DataSource has no subscribers by class and runs no migrations of TypeORM's. */
  protected override async buildMetadatas(): Promise<void> {
    Object.assign(this, await entityMetadata(this.schema.entities));
  }

  override synchronize(): Promise<never> {
    return Promise.reject(new SynchronizeRefusedError());
  }

  override dropDatabase(): Promise<never> {
    return Promise.reject(new SynchronizeRefusedError());
  }
}
