import { FleetBackup } from './backup.entity.js';
import { BackupFolders } from './backup-folders.js';
import { BackupMaker } from './backup-maker.js';
import { BackupMeasures } from './backup-measures.js';
import { BackupMaterials } from './backup-materials.js';
import { BackupProofs } from './backup-proofs.js';
import { BackupRecovery } from './backup-recovery.js';
import { BackupRegistry } from './backup-registry.js';
import { BackupSchedule } from './backup-schedule.js';
import { BackupSecrets } from './backup-secrets.js';
import { BackupTurns } from './backup-turns.js';
import { BackupsController } from './backups.controller.js';
import { CompanyBackups } from './company-backups.js';
import { BackupLooks } from './looking/backup-looks.js';
import { RecordKinds } from './looking/record-kinds.js';
import { RecordReturn } from './looking/record-return.js';
import { Backups20261127000100 } from './migrations/20261127000100-backups.js';
import { TenantBackups } from './tenant-backups.js';
import { TenantRestore } from './tenant-restore.js';

export { BackupMeasures } from './backup-measures.js';
export { isProved } from './backup-registry.js';
export { MASTER_SUBJECT } from './backup-subject.js';
export type { BackupSubject } from './backup-subject.js';
export { BACKUP_REASONS } from './backup.entity.js';
export type { BackupReason, FleetBackup } from './backup.entity.js';
export * from './backups.errors.js';
export { TenantBackups } from './tenant-backups.js';
export { UnlistedBackups } from './unlisted-backups.js';
export type { FoundBackup } from './unlisted-backups.js';
export { TenantRestore } from './tenant-restore.js';
export type { NotSaved, RestoredTenant } from './tenant-restore.js';

const PROVIDERS = [
  BackupFolders,
  BackupMaker,
  BackupMaterials,
  BackupMeasures,
  BackupProofs,
  BackupRecovery,
  BackupRegistry,
  BackupSchedule,
  BackupSecrets,
  BackupTurns,
  BackupLooks,
  CompanyBackups,
  RecordKinds,
  RecordReturn,
  TenantBackups,
  TenantRestore,
];

/** What backups need of the module, and add to the master database. */
export const BACKUPS = {
  controllers: [BackupsController],
  providers: PROVIDERS,
  exports: [TenantBackups, TenantRestore, BackupMeasures],
  schema: { entities: [FleetBackup], migrations: [Backups20261127000100] },
};
