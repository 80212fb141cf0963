import { Global, Module } from '@nestjs/common';
import { StartMigrations } from './start-migrations.js';
import { TenantMigrations } from './tenant-migrations.js';
import { TenantProvisioner } from './tenant-provisioner.js';
import { TenantStates } from './tenant-states.js';
import { TenantTemplate } from './tenant-template.js';

/** Work on whole tenant databases. */
@Global()
@Module({
  providers: [TenantTemplate, TenantProvisioner, TenantMigrations, StartMigrations, TenantStates],
  exports: [TenantTemplate, TenantProvisioner, TenantMigrations, StartMigrations, TenantStates],
})
export class FleetModule {}
