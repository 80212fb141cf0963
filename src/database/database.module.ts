import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, ObjectLiteral } from 'typeorm';
import { Clock, KeyRotation } from '../common/index.js';
import { processEnvironment, Settings, withoutSecrets, wrappingKeys } from '../config/index.js';
import { DatabaseEngine } from './database-engine.js';
import { DatabaseKeys } from './keys/database-keys.js';
import { gateFor } from './installation/gate-for.js';
import { KeyWrapping } from './keys/key-wrapping.js';
import { Leases } from './leases/leases.js';
import { MasterDatabase } from './master-database.js';
import type { MasterOptions } from './master-database.js';
import { MasterReadiness } from './master-readiness.js';
import { orderMigrations } from './migration.js';
import type { MigrationClass } from './migration.js';
import { Migrator } from './migrator.js';
import { MasterNews } from './news/master-news.js';
import { newsFor } from './news/news-for.js';
import { routedEngineFor } from './servers/routed-engine-for.js';
import { ServerCatalogue } from './servers/server-catalogue.js';
import { ServerReach } from './servers/server-reach.js';
import { ServerClock } from './server-clock.js';
import { StorageReadiness } from './storage-readiness.js';

export interface MasterSchema {
  readonly entities: readonly (new () => ObjectLiteral)[];
  readonly migrations: readonly MigrationClass[];
}

@Global()
@Module({
  providers: [
    {
      provide: DatabaseEngine,
      inject: [Settings],
      useFactory: (settings: Settings) => routedEngineFor(settings, withoutSecrets(processEnvironment())),
    },
  ],
  exports: [DatabaseEngine],
})
class EngineModule {}

/** The engine opens companies' databases with these; it was there before the master database that has them. */
const KEYS = {
  provide: DatabaseKeys,
  inject: [getDataSourceToken(), DatabaseEngine, Settings, KeyRotation],
  useFactory: (master: DataSource, engine: DatabaseEngine, settings: Settings, rotation: KeyRotation): DatabaseKeys => {
    const keys = new DatabaseKeys(master, new KeyWrapping(wrappingKeys(settings)));
    engine.useMaster(master, keys);
    rotation.register('passwords of database roles', () => engine.rotateSecrets());
    rotation.register('keys of databases', () => keys.rewrapAll());
    return keys;
  },
};

const NEWS = {
  provide: MasterNews,
  inject: [Settings, getDataSourceToken()],
  useFactory: newsFor,
};

/** Made with everything else, so that nobody asks for the time before. */
const CLOCK = {
  provide: ServerClock,
  inject: [Settings, getDataSourceToken(), Clock],
  useFactory: (settings: Settings, master: DataSource, clock: Clock) => ServerClock.start(settings, master, clock),
};

/** The engine that settings choose, and the master database, opened and at its newest migration. */
@Module({})
export class DatabaseModule {
  /** Once, in app.module.ts. `@InjectDataSource()` and `@InjectRepository()` of @nestjs/typeorm then mean the master. */
  static forRoot(schema: MasterSchema): DynamicModule {
    const master = {
      provide: MasterDatabase,
      inject: [DatabaseEngine, Settings, Clock],
      useFactory: (engine: DatabaseEngine, settings: Settings, clock: Clock) =>
        new MasterDatabase(
          engine,
          new Migrator(engine, orderMigrations(schema.migrations), clock),
          schema.entities,
          settings.migrateOnStart,
          gateFor(engine, settings, clock),
        ),
    };
    const masterModule: DynamicModule = {
      module: MasterDatabaseModule,
      imports: [EngineModule],
      providers: [master],
      exports: [MasterDatabase],
    };
    return {
      module: DatabaseModule,
      global: true,
      providers: [KEYS, NEWS, CLOCK, Leases, MasterReadiness, ServerCatalogue, ServerReach, StorageReadiness],
      exports: [DatabaseKeys, MasterNews, Leases, MasterReadiness, ServerCatalogue, ServerReach, StorageReadiness],
      imports: [
        EngineModule,
        masterModule,
        TypeOrmModule.forRootAsync({
          imports: [masterModule],
          inject: [MasterDatabase],
          useFactory: (database: MasterDatabase) => database.options(),
          dataSourceFactory: (options) => (options as unknown as MasterOptions).open(),
        }),
      ],
    };
  }
}

@Global()
@Module({})
class MasterDatabaseModule {}
