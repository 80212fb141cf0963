import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { BackupRefusedError } from '../backups.errors.js';
import { readHeader } from './archive-header.js';
import type { ReadHeader } from './archive-header.js';
import { keyId } from './archive-keys.js';
import type { ArchiveSecrets } from './archive-keys.js';
import type { BackupManifest } from './backup-manifest.js';
import { openFrames } from './content-frames.js';
import { ContentMeter } from './content-meter.js';
import { sealOf } from './pack-archive.js';

export interface UnpackTask {
  /** Path of the backup. */
  readonly source: string;
  /** Path of a new file for the content. */
  readonly target: string;
  readonly secrets: ArchiveSecrets;
}

const CHUNK_BYTES = 1024 * 1024;

/** The manifest of a backup file, if this installation has written it. @throws BackupRefusedError. */
export async function readManifest(source: string, secrets: ArchiveSecrets): Promise<BackupManifest> {
  return withFile(source, async (file) => (await readHeader(file, secrets)).manifest);
}

/**
 * Writes the content of a backup into a new file, which is not flushed; after a failure there is none.
 * @param progress is told the share of the content that is unpacked, 0 to 1.
 * @throws BackupRefusedError for anything that is not what was packed.
 */
export async function unpackArchive(task: UnpackTask, progress: (share: number) => void): Promise<BackupManifest> {
  const { source, target, secrets } = task;
  return withFile(source, async (file) => {
    const header = await readHeader(file, secrets);
    assertReadable(header.manifest, secrets);
    try {
      await writeContent(file, header, task, progress);
      return header.manifest;
    } catch (error) {
      await rm(target, { force: true });
      throw isOfZlib(error) ? new BackupRefusedError('damaged', error) : error;
    }
  });
}

async function writeContent(
  file: FileHandle,
  { manifest, contentAt }: ReadHeader,
  { target, secrets }: UnpackTask,
  progress: (share: number) => void,
): Promise<void> {
  const { contentBytes, sha256 } = manifest;
  const meter = new ContentMeter((bytes) => {
    if (bytes > contentBytes) throw new BackupRefusedError('too-large');
    progress(bytes / Math.max(1, contentBytes));
  });
  await pipeline(
    Readable.from(openFrames(file, contentAt, sealOf(manifest, secrets)), { objectMode: false }),
    createGunzip({ chunkSize: CHUNK_BYTES }),
    meter,
    createWriteStream(target, { flags: 'wx', mode: 0o600, highWaterMark: CHUNK_BYTES }),
  );
  if (meter.bytes !== contentBytes || meter.sha256() !== sha256) throw new BackupRefusedError('damaged');
}

function assertReadable({ encryptionKeyId }: BackupManifest, { encryption }: ArchiveSecrets): void {
  if (encryptionKeyId === null) return;
  if (encryption === null || keyId(encryption) !== encryptionKeyId) throw new BackupRefusedError('wrong-key');
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new BackupRefusedError('missing', error) : error;
  });
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

function isOfZlib(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' && /^(Z_|ERR_BUFFER)/.test(code);
}
