import { AUDIT } from './audit/index.js';
import { BACKUPS } from './backups/index.js';
import { FleetTenant } from './ledger/fleet-tenant.entity.js';
import { Fleet20261124000400 } from './ledger/migrations/20261124000400-fleet.js';
import { LIFE } from './life/index.js';
import { OPERATIONS } from './operations/index.js';
import { FleetRun } from './runs/fleet-run.entity.js';
import { FleetRuns20261124000401 } from './runs/migrations/20261124000401-fleet-runs.js';

export { AuditRetention, AuditVerification, CheckpointKeeper, RecordVerification } from './audit/index.js';
export * from './backups/index.js';
export * from './checks/index.js';
export { CompanyProfiles } from './company-profiles.js';
export * from './encryption/index.js';
export * from './fleet.errors.js';
export { TenantExports, ExportUnderWayError } from './export/index.js';
export type { ExportedCompany, TenantExport } from './export/index.js';
export { FLEET_MEASURES, FleetMeasures } from './fleet-measures.js';
export { FleetModule } from './fleet.module.js';
export { FleetTenant, LEDGER_STATES, TENANT_OPERATIONS } from './ledger/fleet-tenant.entity.js';
export type { LedgerState, TenantOperation } from './ledger/fleet-tenant.entity.js';
export { Ledger } from './ledger/ledger.js';
export type { LedgerEntry } from './ledger/ledger.js';
export * from './import/index.js';
export * from './installation/index.js';
export * from './life/index.js';
export { closesTenant } from './locks/closing.js';
export { LOCK_WATCH_MS, LockWatch } from './locks/lock-watch.js';
export { TenantLocks } from './locks/tenant-locks.js';
export type { LockedOutcome, TenantLock } from './locks/tenant-locks.js';
export { TenantMigrator } from './migration/tenant-migrator.js';
export type { TenantMigrationOptions, TenantMigrationReport } from './migration/tenant-migrator.js';
export * from './operations/index.js';
export { RepeatableWork } from './repeatable-work.js';
export * from './runs/index.js';
export * from './servers/index.js';
export { StartMigrations } from './start-migrations.js';
export { TenantProvisioner } from './tenant-provisioner.js';
export { MIGRATION_STATES, TenantStates } from './tenant-states.js';
export type { MigrationState, TenantState } from './tenant-states.js';
export { TenantTemplate } from './tenant-template.js';

/** What this folder adds to the master database. */
export const FLEET_SCHEMA = {
  entities: [
    FleetTenant,
    FleetRun,
    ...OPERATIONS.schema.entities,
    ...BACKUPS.schema.entities,
    ...LIFE.schema.entities,
    ...AUDIT.schema.entities,
  ],
  migrations: [
    Fleet20261124000400,
    FleetRuns20261124000401,
    ...OPERATIONS.schema.migrations,
    ...BACKUPS.schema.migrations,
    ...LIFE.schema.migrations,
    ...AUDIT.schema.migrations,
  ],
};
