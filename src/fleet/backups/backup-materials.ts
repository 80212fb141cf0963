import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import {
  DatabaseEngine,
  ForeignDatabaseError,
  ForeignKeyCheckError,
  IntegrityCheckError,
  isDamage,
} from '../../database/index.js';
import type { DatabaseContent, DatabaseName } from '../../database/index.js';
import type { RunningOperation } from '../operations/index.js';
import { unpackInThread } from './archive/archive-thread.js';
import type { BackupManifest } from './archive/backup-manifest.js';
import { readManifest } from './archive/unpack-archive.js';
import { BackupFolders } from './backup-folders.js';
import { BackupSecrets } from './backup-secrets.js';
import { stampOf } from './backup-subject.js';
import type { BackupSubject } from './backup-subject.js';
import { BackupRefusedError } from './backups.errors.js';

/** Makes databases of backups, and believes nothing that it has not compared. */
@Injectable()
export class BackupMaterials {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly folders: BackupFolders,
    private readonly secrets: BackupSecrets,
  ) {}

  /**
   * Makes a closed database out of a backup: authenticated, of this company, whole by the engine's own checks, with the
   * schema and the rows that its manifest says.
   * @param path of the backup file.
   * @param scratch the database; after a failure there is none.
   * @param operation is told how far it is, and what is to be taken away if it breaks off.
   * @throws BackupRefusedError; errors of the file system.
   */
  async materialise(
    path: string,
    subject: Pick<BackupSubject, 'companyId'>,
    scratch: DatabaseName,
    operation?: Pick<RunningOperation, 'step' | 'progress'>,
  ): Promise<BackupManifest> {
    const secrets = this.secrets.get();
    // Before anything is unpacked, which may be much.
    await this.assertFits(await readManifest(path, secrets), subject);
    const content = await this.folders.newContent(subject.companyId);
    const target = this.folders.contentPath(content);
    await operation?.step('unpacking', { unpacked: content, scratch });
    try {
      const task = { source: path, target, secrets };
      const manifest = await unpackInThread(task, (share) => operation?.progress(share * 50));
      await this.assertFits(manifest, subject);
      await this.load(target, scratch, subject);
      assertSame(manifest, await this.examine(scratch, subject));
      return manifest;
    } catch (error) {
      await this.engine.drop(scratch).catch(() => undefined);
      throw error;
    } finally {
      await this.folders.removeContent(content);
    }
  }

  private async assertFits(manifest: BackupManifest, { companyId }: Pick<BackupSubject, 'companyId'>): Promise<void> {
    if (manifest.companyId !== companyId) throw new BackupRefusedError('other-company');
    const { kind } = companyId === null ? this.engine : await this.engine.holding(companyId);
    if (manifest.engine !== kind) throw new BackupRefusedError('other-engine');
  }

  private async load(target: string, scratch: DatabaseName, subject: Pick<BackupSubject, 'companyId'>): Promise<void> {
    await this.engine.copies.load(target, scratch, stampOf(subject)).catch((error: unknown) => {
      throw error instanceof IntegrityCheckError ? new BackupRefusedError('content-differs', error) : error;
    });
  }

  private async examine(scratch: DatabaseName, subject: Pick<BackupSubject, 'companyId'>): Promise<DatabaseContent> {
    try {
      return await this.engine.copies.examine(scratch, stampOf(subject));
    } catch (error) {
      if (error instanceof ForeignDatabaseError) throw new BackupRefusedError('other-company', error);
      const isOfContent =
        error instanceof IntegrityCheckError || error instanceof ForeignKeyCheckError || isDamage(error);
      throw isOfContent ? new BackupRefusedError('content-differs', error) : error;
    }
  }
}

function assertSame(manifest: DatabaseContent, found: DatabaseContent): void {
  const isSame =
    manifest.schemaVersion === found.schemaVersion &&
    manifest.fingerprint === found.fingerprint &&
    isDeepStrictEqual({ ...manifest.rows }, { ...found.rows }) &&
    isDeepStrictEqual({ ...manifest.checksums }, { ...found.checksums });
  if (!isSame) throw new BackupRefusedError('content-differs');
}
