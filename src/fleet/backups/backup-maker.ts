import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/index.js';
import { DatabaseEngine } from '../../database/index.js';
import type { RunningOperation } from '../operations/index.js';
import { packInThread } from './archive/archive-thread.js';
import { BACKUP_FORMAT } from './archive/backup-manifest.js';
import type { FleetBackup, BackupReason } from './backup.entity.js';
import { BackupFolders } from './backup-folders.js';
import { BackupRegistry } from './backup-registry.js';
import { BackupSecrets } from './backup-secrets.js';
import { stampOf } from './backup-subject.js';
import type { BackupSubject } from './backup-subject.js';

/** Makes backups, for whoever has the lock of the company. */
@Injectable()
export class BackupMaker {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly folders: BackupFolders,
    private readonly secrets: BackupSecrets,
    private readonly registry: BackupRegistry,
    private readonly clock: Clock,
  ) {}

  /**
   * Backs a database up as it is now; durable and registered when it returns, and not proved yet.
   * @throws what DatabaseCopies.dump throws; errors of the file system. Nothing is left then.
   */
  async make(subject: BackupSubject, operation: RunningOperation, reason: BackupReason): Promise<FleetBackup> {
    const { companyId } = subject;
    const content = await this.folders.newContent(companyId);
    const file = this.folders.newFile(companyId, this.clock.now(), operation.id);
    await operation.step('copying', { content, file });
    try {
      // What a restore is about to replace: the company is closed, and should not be for long.
      const isHurried = reason === 'before-restore';
      const packed = await this.pack(subject, operation, { content, file, isHurried });
      return await this.registry.add({ file, reason, actor: operation.actor, packed });
    } catch (error) {
      await this.folders.remove(file).catch(() => undefined);
      throw error;
    } finally {
      await this.folders.removeContent(content);
    }
  }

  private async pack(
    { companyId, slug, database }: BackupSubject,
    operation: RunningOperation,
    { content, file, isHurried }: { content: string; file: string; isHurried: boolean },
  ): ReturnType<typeof packInThread> {
    const createdAt = this.clock.now().toISOString();
    const source = this.folders.contentPath(content);
    const found = await this.engine.copies.dump(database, stampOf({ companyId }), source, isHurried);
    await operation.step('packing');
    const { kind: engine } = companyId === null ? this.engine : await this.engine.holding(companyId);
    const head = { format: BACKUP_FORMAT, companyId, slug, engine, createdAt, ...found };
    const task = { source, target: await this.folders.partialOf(file), head, secrets: this.secrets.get(), isHurried };
    const packed = await packInThread(task, (share) => operation.progress(share * 100));
    await this.folders.finish(file);
    return packed;
  }
}
