import { stat } from 'node:fs/promises';
import type { Clock } from '../../common/index.js';
import type { Settings } from '../../config/index.js';
import type { DatabaseEngine, DatabaseName } from '../../database/index.js';
import { packInThread } from './archive/archive-thread.js';
import { BACKUP_FORMAT } from './archive/backup-manifest.js';
import type { BackupManifest } from './archive/backup-manifest.js';
import { readManifest } from './archive/unpack-archive.js';
import { BackupFolders } from './backup-folders.js';
import { BackupMaterials } from './backup-materials.js';
import { BackupSecrets } from './backup-secrets.js';
import { MASTER_SUBJECT, scratchName } from './backup-subject.js';

/** A backup as its file has it. */
export interface FoundBackup {
  /** Path in BACKUP_DIR. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly manifest: BackupManifest;
}

/** Backups while there is no master database that could list them: those of the master itself, when it is to be restored. */
export class UnlistedBackups {
  /** What comes out of a backup of the master; what a killed process left of it is removed by the next server. */
  readonly scratch: DatabaseName = scratchName('master', null, process.pid);
  private readonly folders: BackupFolders;
  private readonly secrets: BackupSecrets;
  private readonly materials: BackupMaterials;

  constructor(
    settings: Settings,
    private readonly engine: DatabaseEngine,
    private readonly clock: Clock,
  ) {
    this.folders = new BackupFolders(settings);
    this.secrets = new BackupSecrets(settings);
    this.materials = new BackupMaterials(engine, this.folders, this.secrets);
  }

  /**
   * Makes the scratch database out of a backup of the master, checked in every way.
   * @param path of the backup. @throws BackupKeyMissingError, BackupRefusedError; errors of the file system.
   */
  async open(path: string): Promise<BackupManifest> {
    this.secrets.existing();
    await this.engine.drop(this.scratch);
    return this.materials.materialise(path, MASTER_SUBJECT, this.scratch);
  }

  /** Backs the master up as it is; nobody has it open. @returns path of the backup. @throws what DatabaseCopies.dump throws. */
  async save(): Promise<string> {
    const { companyId, slug, database } = MASTER_SUBJECT;
    const now = this.clock.now();
    const content = await this.folders.newContent(companyId);
    const source = this.folders.contentPath(content);
    const file = this.folders.newFile(companyId, now, 0);
    try {
      const found = await this.engine.copies.dump(database, undefined, source, true);
      const createdAt = now.toISOString();
      const head = { format: BACKUP_FORMAT, companyId, slug, engine: this.engine.kind, createdAt, ...found };
      // Compressed, although somebody waits: it has names of companies in it, which must not be found by looking for them.
      const task = { source, target: await this.folders.partialOf(file), head, secrets: this.secrets.get() };
      await packInThread({ ...task, isHurried: false }, () => undefined);
      await this.folders.finish(file);
    } finally {
      await this.folders.removeContent(content);
    }
    return this.folders.pathOf(file);
  }

  /** All that this installation has made and can read. */
  async all(): Promise<FoundBackup[]> {
    const found: FoundBackup[] = [];
    for (const file of await this.folders.all()) {
      const path = this.folders.pathOf(file);
      const manifest = await readManifest(path, this.secrets.get()).catch(() => undefined);
      if (manifest) found.push({ file, sizeBytes: (await stat(path)).size, manifest });
    }
    return found;
  }
}
