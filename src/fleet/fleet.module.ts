import { Global, Module } from '@nestjs/common';
import { DatabaseEngine, InProcessMigrations, MigrationExecutor } from '../database/index.js';
import { BehindTenants } from '../tenancy/index.js';
import { Ledger } from './ledger/ledger.js';
import { EXPORT } from './export/index.js';
import { LockWatch } from './locks/lock-watch.js';
import { TenantLocks } from './locks/tenant-locks.js';
import { MigrateOnAccess } from './migration/migrate-on-access.js';
import { TenantMigrator } from './migration/tenant-migrator.js';
import { OPERATIONS } from './operations/index.js';
import { StartMigrations } from './start-migrations.js';
import { TenantMigrations } from './tenant-migrations.js';
import { TenantProvisioner } from './tenant-provisioner.js';
import { TenantStates } from './tenant-states.js';
import { TenantTemplate } from './tenant-template.js';

/** Work on whole tenant databases. */
@Global()
@Module({
  controllers: [...OPERATIONS.controllers, ...EXPORT.controllers],
  providers: [
    ...OPERATIONS.providers,
    {
      provide: MigrationExecutor,
      inject: [DatabaseEngine],
      useFactory: (engine: DatabaseEngine) => new InProcessMigrations(engine),
    },
    Ledger,
    ...EXPORT.providers,
    LockWatch,
    TenantLocks,
    TenantMigrator,
    { provide: BehindTenants, useClass: MigrateOnAccess },
    TenantTemplate,
    TenantProvisioner,
    TenantMigrations,
    StartMigrations,
    TenantStates,
  ],
  exports: [
    ...OPERATIONS.exports,
    Ledger,
    TenantMigrator,
    BehindTenants,
    ...EXPORT.exports,
    TenantLocks,
    TenantTemplate,
    TenantProvisioner,
    TenantMigrations,
    StartMigrations,
    TenantStates,
  ],
})
export class FleetModule {}
