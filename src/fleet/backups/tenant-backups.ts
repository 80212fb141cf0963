import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { DatabaseEngine } from '../../database/index.js';
import { CompanyRemains } from '../life/index.js';
import { Operations } from '../operations/index.js';
import type { OperationActor, RunningOperation } from '../operations/index.js';
import type { BackupReason, FleetBackup } from './backup.entity.js';
import { BackupFolders } from './backup-folders.js';
import { BackupMaker } from './backup-maker.js';
import { BackupProofs } from './backup-proofs.js';
import { BackupRegistry } from './backup-registry.js';
import { companyOfSubject, ownerOfScratch } from './backup-subject.js';
import type { BackupSubject } from './backup-subject.js';
import { BackupTurns } from './backup-turns.js';
import { BackupLooks } from './looking/backup-looks.js';
import { outdated } from './retention.js';

/** Backups of companies' databases, and of the master's: each alone, logged, and proved. */
@Injectable()
export class TenantBackups {
  constructor(
    private readonly settings: Settings,
    private readonly engine: DatabaseEngine,
    private readonly operations: Operations,
    private readonly turns: BackupTurns,
    private readonly maker: BackupMaker,
    private readonly proofs: BackupProofs,
    private readonly registry: BackupRegistry,
    private readonly folders: BackupFolders,
    private readonly looks: BackupLooks,
    private readonly clock: Clock,
    remains: CompanyRemains,
  ) {
    remains.register(
      'backups',
      ({ companyId }) => this.removeAll(companyId),
      async ({ companyId }) => (await registry.of(companyId)).length,
    );
  }

  /**
   * Backs a database up and proves the backup; nobody who uses the database notices.
   * @param subject a Tenant, or MASTER_SUBJECT.
   * @throws TenantLockedError; BackupRefusedError when the backup is not what it should be, and stays as unproved;
   *   DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError; errors of the file system.
   */
  create(subject: BackupSubject, actor: OperationActor, reason: BackupReason = 'requested'): Promise<FleetBackup> {
    return this.turns.take(subject, 'backup', (present) =>
      this.logged('backup', present, actor, async (operation) => {
        const backup = await this.maker.make(present, operation, reason);
        return this.proofs.prove(backup, operation);
      }),
    );
  }

  /** Proves a backup. @throws BackupRefusedError, and then that is written down; TenantLockedError. */
  prove(subject: BackupSubject, backup: FleetBackup, actor: string): Promise<FleetBackup> {
    return this.turns.take(subject, 'verify', (present) =>
      this.logged('verify', present, actor, (operation) => this.proofs.prove(backup, operation)),
    );
  }

  /** All backups of a database, the newest first. */
  of({ companyId }: Pick<BackupSubject, 'companyId'>): Promise<FleetBackup[]> {
    return this.registry.of(companyId);
  }

  /** Date of the last proved backup of each of these companies that has one. */
  lastProved(companyIds: readonly number[]): Promise<ReadonlyMap<number, Date>> {
    return this.registry.lastProved(companyIds);
  }

  /** Path of a backup's file. */
  pathOf({ file }: Pick<FleetBackup, 'file'>): string {
    return this.folders.pathOf(file);
  }

  /** Removes the backups of a database that are kept no longer. @returns how many. */
  async prune(subject: BackupSubject): Promise<number> {
    const { backupKeepDaily: daily, backupKeepWeekly: weekly, backupKeepMonthly: monthly } = this.settings;
    return this.turns.take(subject, 'backup', async () => {
      const old = outdated(await this.registry.of(subject.companyId), { daily, weekly, monthly }, this.clock.now());
      for (const backup of old) {
        await this.folders.remove(backup.file);
        await this.registry.forget(backup.id);
      }
      return old.length;
    });
  }

  /**
   * Removes everything that backups keep of a company: files, entries, and what is unpacked. For erasing it, by whoever
   * has its lock. Calling it twice is fine.
   * @returns how many backups there were.
   */
  async removeAll(companyId: number): Promise<number> {
    const { length } = await this.registry.of(companyId);
    this.looks.closeAllOf(companyId);
    await this.folders.removeAll(companyId);
    await this.engine.eachServer(async (engine) => {
      for (const name of await engine.list('scratch')) if (ownerOfScratch(name) === companyId) await engine.drop(name);
    });
    await this.registry.forgetAll(companyId);
    return length;
  }

  private logged<T>(
    kind: 'backup' | 'verify',
    subject: BackupSubject,
    actor: OperationActor,
    work: (operation: RunningOperation) => Promise<T>,
  ): Promise<T> {
    return this.operations.run({ kind, company: companyOfSubject(subject), actor }, work);
  }
}
