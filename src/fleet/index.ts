import { OPERATIONS } from './operations/index.js';

export { CompanyProfiles } from './company-profiles.js';
export * from './fleet.errors.js';
export { TenantExports, ExportUnderWayError } from './export/index.js';
export type { ExportedCompany, TenantExport } from './export/index.js';
export { FleetModule } from './fleet.module.js';
export * from './operations/index.js';
export { StartMigrations } from './start-migrations.js';
export { TenantMigrations } from './tenant-migrations.js';
export type { TenantMigrationReport } from './tenant-migrations.js';
export { TenantProvisioner } from './tenant-provisioner.js';
export { MIGRATION_STATES, TenantStates } from './tenant-states.js';
export type { MigrationState, TenantState } from './tenant-states.js';
export { TenantTemplate } from './tenant-template.js';

/** What this folder adds to the master database. */
export const FLEET_SCHEMA = {
  entities: [...OPERATIONS.schema.entities],
  migrations: [...OPERATIONS.schema.migrations],
};
