import { DataSource } from 'typeorm';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { CompanyCells } from '../cells/company-cells.js';
import { SynchronizeRefusedError } from '../database.errors.js';
import type { DatabaseSchema } from '../database-engine.js';
import { entityMetadata } from '../entity-metadata.js';
import type { ConnectionLane } from './connection-lane.js';
import { PostgresDriver } from './postgres-driver.js';
import { PostgresEntityManager } from './postgres-entity-manager.js';

/** A TypeORM DataSource on one existing PostgreSQL database, which shares its server's connections with all others. */
export class PostgresDataSource extends DataSource {
  /** @param database its name on the server. @param cells what sensitive columns are encrypted with. */
  constructor(
    database: string,
    private readonly schema: DatabaseSchema,
    lane: ConnectionLane,
    cells: CompanyCells,
  ) {
    super({ type: 'postgres', database, entities: [...schema.entities], synchronize: false, logging: false });
    Object.assign(this, { driver: new PostgresDriver(this, lane, () => cells.of(schema.stamp)) });
  }

  override createEntityManager(queryRunner?: QueryRunner): EntityManager {
    return new PostgresEntityManager(this, queryRunner);
  }

  /** Entities and nothing else: this DataSource has no subscribers by class and runs no migrations of TypeORM's. */
  protected override async buildMetadatas(): Promise<void> {
    Object.assign(this, await entityMetadata(this.schema.entities, 'postgres'));
  }

  override synchronize(): Promise<never> {
    return Promise.reject(new SynchronizeRefusedError());
  }

  override dropDatabase(): Promise<never> {
    return Promise.reject(new SynchronizeRefusedError());
  }
}
