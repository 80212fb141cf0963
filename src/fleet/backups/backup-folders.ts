import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';

const WORK_FOLDER = '.backup-work';
const MASTER_FOLDER = 'master';
const SUFFIX = '.medbackup';
/** For the program's own user only. */
const PRIVATE = { recursive: true, mode: 0o700 } as const;

/** Where backups are: a folder per company, called by its number because slugs change; and files not to last. */
@Injectable()
export class BackupFolders {
  private readonly root: string;
  /** Beside the databases, so that what is unpacked there becomes one by being renamed. */
  private readonly work: string;

  constructor({ dataDir, backupDir }: Settings) {
    this.root = resolve(dataDir, backupDir);
    this.work = resolve(dataDir, WORK_FOLDER);
  }

  /**
   * Path in BACKUP_DIR of a new backup; names sort by time.
   * @param operationId tells it from others of the same second.
   */
  newFile(companyId: number | null, at: Date, operationId: number): string {
    const time = at.toISOString().slice(0, 19).replaceAll(':', '-');
    return `${folderName(companyId)}/${time}Z_${String(operationId).padStart(6, '0')}${SUFFIX}`;
  }

  /** @param file path in BACKUP_DIR. */
  pathOf(file: string): string {
    return join(this.root, ...file.split('/'));
  }

  /** Where a new backup is written until it is whole; its folder is made. */
  async partialOf(file: string): Promise<string> {
    const path = this.pathOf(file);
    await mkdir(dirname(path), PRIVATE);
    await syncFolder(this.root);
    return `${path}.partial`;
  }

  /** Gives a backup its name, durably. */
  async finish(file: string): Promise<void> {
    const path = this.pathOf(file);
    await rename(`${path}.partial`, path);
    await syncFolder(dirname(path));
  }

  /** Removes a backup, whole or not; none is fine. */
  async remove(file: string): Promise<void> {
    const path = this.pathOf(file);
    await rm(path, { force: true });
    await rm(`${path}.partial`, { force: true });
  }

  /** Paths in BACKUP_DIR of all backups that are there, listed or not. */
  async all(): Promise<string[]> {
    const files: string[] = [];
    for (const folder of (await readdir(this.root).catch(() => [])).sort()) {
      const names = await readdir(join(this.root, folder)).catch(() => []);
      files.push(...names.filter((name) => name.endsWith(SUFFIX)).map((name) => `${folder}/${name}`));
    }
    return files.sort();
  }

  /** Name of a new file that is not to last; it tells whose data are in it. */
  async newContent(companyId: number | null): Promise<string> {
    await mkdir(this.work, PRIVATE);
    return `${folderName(companyId)}-${randomUUID()}`;
  }

  contentPath(name: string): string {
    return join(this.work, name);
  }

  async removeContent(name: string): Promise<void> {
    await rm(this.contentPath(name), { force: true });
  }

  /** Removes all of a company: backups, and what is not to last. */
  async removeAll(companyId: number): Promise<void> {
    const folder = join(this.root, folderName(companyId));
    if (existsSync(folder)) {
      await rm(folder, { recursive: true, force: true });
      await syncFolder(this.root);
    }
    const names = await readdir(this.work).catch(() => []);
    for (const name of names) if (name.startsWith(`${companyId}-`)) await this.removeContent(name);
  }
}

function folderName(companyId: number | null): string {
  return companyId === null ? MASTER_FOLDER : String(companyId);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
