import { Global, Module } from '@nestjs/common';
import { EXPORT } from './export/index.js';
import { TenantLocks } from './locks/tenant-locks.js';
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
    ...EXPORT.providers,
    TenantLocks,
    TenantTemplate,
    TenantProvisioner,
    TenantMigrations,
    StartMigrations,
    TenantStates,
  ],
  exports: [
    ...OPERATIONS.exports,
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
