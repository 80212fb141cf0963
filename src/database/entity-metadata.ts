import { DataSource } from 'typeorm';
import type { EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { EngineKind } from './database-engine.js';
import { LazyRelationError, NoDatabaseError } from './database.errors.js';

type Entities = readonly (new () => ObjectLiteral)[];

/** TypeORM's description of a list of entities, as a DataSource holds it. */
export interface BuiltMetadata {
  readonly entityMetadatas: EntityMetadata[];
  readonly entityMetadatasMap: Map<EntityTarget<ObjectLiteral>, EntityMetadata>;
}

/**
 * Describes entities without a database. TypeORM's descriptions point back to the DataSource that they were built for,
 * so what one company's DataSource built must never serve another's. This one has no database at all and can never get
 * one: whatever followed the pointer would fail. Lazy relations do follow it, and are refused from the start.
 */
class DescribingDataSource extends DataSource {
  constructor(entities: Entities, kind: EngineKind) {
    const common = { database: '', entities: [...entities], logging: false };
    super(kind === 'sqlite' ? { type: 'better-sqlite3', ...common } : { type: 'postgres', ...common });
  }

  override initialize(): Promise<never> {
    return Promise.reject(new NoDatabaseError());
  }

  override createQueryRunner(): never {
    throw new NoDatabaseError();
  }

  /** @throws LazyRelationError */
  async describe(): Promise<BuiltMetadata> {
    await this.buildMetadatas();
    const lazy = this.entityMetadatas.flatMap((metadata) => metadata.lazyRelations)[0];
    if (lazy) throw new LazyRelationError(lazy.entityMetadata.name, lazy.propertyName);
    return { entityMetadatas: this.entityMetadatas, entityMetadatasMap: this.entityMetadatasMap };
  }
}

const built = { sqlite: newBuilt(), postgres: newBuilt() } as const;

function newBuilt(): WeakMap<Entities, Promise<BuiltMetadata>> {
  return new WeakMap();
}

/**
 * The description of a list of entities for an engine, built once per list and shared by all databases that look like it:
 * building it anew took a third of the opening of a company, and memory in every open one.
 * @throws LazyRelationError when an entity has a lazy relation.
 */
export function entityMetadata(entities: Entities, kind: EngineKind = 'sqlite'): Promise<BuiltMetadata> {
  const known = built[kind].get(entities) ?? new DescribingDataSource(entities, kind).describe();
  built[kind].set(entities, known);
  return known;
}
