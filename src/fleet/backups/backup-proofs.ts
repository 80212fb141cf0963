import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/index.js';
import { DatabaseEngine } from '../../database/index.js';
import type { RunningOperation } from '../operations/index.js';
import type { FleetBackup } from './backup.entity.js';
import { BackupFolders } from './backup-folders.js';
import { BackupMaterials } from './backup-materials.js';
import { BackupRegistry } from './backup-registry.js';
import { scratchName } from './backup-subject.js';
import { BackupRefusedError } from './backups.errors.js';

/** Proves backups by restoring them where nobody looks. */
@Injectable()
export class BackupProofs {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly folders: BackupFolders,
    private readonly materials: BackupMaterials,
    private readonly registry: BackupRegistry,
    private readonly clock: Clock,
  ) {}

  /**
   * Restores a backup into a scratch database and compares it; what comes of it is written down.
   * @returns the backup, proved.
   * @throws BackupRefusedError when it is not what it should be.
   */
  async prove(backup: FleetBackup, operation: RunningOperation): Promise<FleetBackup> {
    const { id, companyId, file, sha256 } = backup;
    const scratch = scratchName('prove', companyId, operation.id);
    const path = this.folders.pathOf(file);
    try {
      const manifest = await this.materials.materialise(path, backup, scratch, operation);
      // Another backup of the same company in its place would be one of another time.
      if (manifest.sha256 !== sha256) throw new BackupRefusedError('content-differs');
    } catch (error) {
      if (error instanceof BackupRefusedError) await this.registry.noteProblem(id, error.reason);
      throw error;
    } finally {
      await this.engine.drop(scratch).catch(() => undefined);
    }
    const provedAt = this.clock.now();
    await this.registry.noteProved(id, provedAt);
    return { ...backup, provedAt, problem: null };
  }
}
