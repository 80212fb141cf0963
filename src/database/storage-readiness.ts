import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { ReadinessCheck } from '../common/index.js';
import { Settings } from '../config/index.js';

/** With less than that free, in bytes, the next large write would fail halfway. */
export const LEAST_FREE_BYTES = 16 * 1024 * 1024;

/** What is asked of the file system. */
export interface FileSystem {
  access(path: string, mode: number): Promise<void>;
  statfs(path: string): Promise<{ readonly bavail: number; readonly bsize: number }>;
}

/** Nobody can write anything down when the data folder is read-only or its disk full. */
@Injectable()
export class StorageReadiness extends ReadinessCheck {
  override readonly name = 'storage';

  constructor(private readonly settings: Settings) {
    super();
  }

  override problem(): Promise<string | undefined> {
    return storageProblem(this.settings.dataDir);
  }
}

/** What keeps this process from writing in a folder: `read-only`, `full`, `missing` or `unreachable`; undefined: nothing. */
export async function storageProblem(
  folder: string,
  files: FileSystem = { access, statfs },
): Promise<string | undefined> {
  try {
    await files.access(folder, constants.W_OK);
  } catch (error) {
    return REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? 'unreachable';
  }
  const { bavail, bsize } = await files.statfs(folder);
  return bavail * bsize < LEAST_FREE_BYTES ? 'full' : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  ENOENT: 'missing',
};
