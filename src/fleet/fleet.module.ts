import { Global, Module } from '@nestjs/common';
import { DatabaseEngine, MigrationExecutor } from '../database/index.js';
import { BehindTenants } from '../tenancy/index.js';
import { AUDIT } from './audit/index.js';
import { BACKUPS } from './backups/index.js';
import { CHECKS } from './checks/index.js';
import { Ledger } from './ledger/ledger.js';
import { FleetMeasures } from './fleet-measures.js';
import { ENCRYPTION } from './encryption/index.js';
import { EXPORT } from './export/index.js';
import { IMPORT } from './import/index.js';
import { INSTALLATION } from './installation/index.js';
import { LIFE } from './life/index.js';
import { LockWatch } from './locks/lock-watch.js';
import { TenantLocks } from './locks/tenant-locks.js';
import { MigrateOnAccess } from './migration/migrate-on-access.js';
import { TenantMigrator } from './migration/tenant-migrator.js';
import { OPERATIONS } from './operations/index.js';
import { REPORTS } from './reports/index.js';
import { RUNS } from './runs/index.js';
import { SERVERS } from './servers/index.js';
import { StartMigrations } from './start-migrations.js';
import { TenantProvisioner } from './tenant-provisioner.js';
import { TenantStates } from './tenant-states.js';
import { TenantTemplate } from './tenant-template.js';

/** Work on whole tenant databases. */
@Global()
@Module({
  controllers: [
    ...OPERATIONS.controllers,
    ...EXPORT.controllers,
    ...BACKUPS.controllers,
    ...REPORTS.controllers,
    ...SERVERS.controllers,
  ],
  providers: [
    ...OPERATIONS.providers,
    ...AUDIT.providers,
    {
      provide: MigrationExecutor,
      inject: [DatabaseEngine],
      useFactory: (engine: DatabaseEngine) => engine.executor(),
    },
    Ledger,
    ...ENCRYPTION.providers,
    ...EXPORT.providers,
    ...BACKUPS.providers,
    ...IMPORT.providers,
    ...LIFE.providers,
    ...SERVERS.providers,
    ...INSTALLATION.providers,
    LockWatch,
    TenantLocks,
    TenantMigrator,
    { provide: BehindTenants, useClass: MigrateOnAccess },
    TenantTemplate,
    TenantProvisioner,
    ...REPORTS.providers,
    ...RUNS,
    ...CHECKS,
    StartMigrations,
    TenantStates,
    FleetMeasures,
  ],
  exports: [
    ...OPERATIONS.exports,
    ...AUDIT.exports,
    Ledger,
    TenantMigrator,
    BehindTenants,
    ...ENCRYPTION.exports,
    ...EXPORT.exports,
    ...BACKUPS.exports,
    ...IMPORT.exports,
    ...LIFE.exports,
    ...SERVERS.exports,
    ...INSTALLATION.exports,
    LockWatch,
    TenantLocks,
    TenantTemplate,
    TenantProvisioner,
    ...RUNS,
    ...CHECKS,
    StartMigrations,
    TenantStates,
    FleetMeasures,
  ],
})
export class FleetModule {}
