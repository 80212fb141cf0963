import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { archiveHeader } from './archive-header.js';
import { contentKey, keyId } from './archive-keys.js';
import type { ArchiveSecrets } from './archive-keys.js';
import type { BackupManifest } from './backup-manifest.js';
import { sealFrames } from './content-frames.js';
import { ContentMeter } from './content-meter.js';
import { AuthenticatingSeal, EncryptingSeal } from './frame-seal.js';
import type { FrameSeal } from './frame-seal.js';

/** What the manifest says besides what is found out while the content is packed. */
export type ManifestHead = Omit<BackupManifest, 'contentBytes' | 'sha256' | 'compression' | 'salt' | 'encryptionKeyId'>;

export interface PackTask {
  /** Path of the content, which stays. */
  readonly source: string;
  /** Path of the new backup. */
  readonly target: string;
  readonly head: ManifestHead;
  readonly secrets: ArchiveSecrets;
  /** Whether time matters more than room: the content is not compressed then, only put into the same form. */
  readonly isHurried: boolean;
}

export interface Packed {
  readonly manifest: BackupManifest;
  readonly sizeBytes: number;
}

const SALT_BYTES = 32;
/** Twice as fast as better ones, for a tenth more bytes. */
const LEVEL = 1;
const LEVEL_OF_NONE = 0;
const CHUNK_BYTES = 1024 * 1024;
const NO_HASH = '0'.repeat(64);

/**
 * Writes a backup file and flushes it; its name is the caller's affair. Nothing of it is left after a failure.
 * @param progress is told the share of the content that is packed, 0 to 1.
 */
export async function packArchive(task: PackTask, progress: (share: number) => void): Promise<Packed> {
  const file = await open(task.target, 'wx+', 0o600);
  try {
    const manifest = await writeArchive(file, task, progress);
    return { manifest, sizeBytes: (await file.stat()).size };
  } catch (error) {
    await rm(task.target, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function writeArchive(
  file: FileHandle,
  { source, head, secrets, isHurried }: PackTask,
  progress: (share: number) => void,
): Promise<BackupManifest> {
  const { encryption } = secrets;
  const draft: BackupManifest = {
    ...head,
    ...{ contentBytes: (await stat(source)).size, sha256: NO_HASH, compression: 'gzip' },
    ...{ salt: randomBytes(SALT_BYTES).toString('base64'), encryptionKeyId: encryption && keyId(encryption) },
  };
  const { length } = archiveHeader(draft, secrets);
  const sha256 = await writeContent(
    file,
    { source, start: length, seal: sealOf(draft, secrets), level: isHurried ? LEVEL_OF_NONE : LEVEL },
    (bytes) => {
      progress(bytes / Math.max(1, draft.contentBytes));
    },
  );
  const manifest = { ...draft, sha256 };
  // Last, and of the same length: a file that was not finished has no header.
  await file.write(archiveHeader(manifest, secrets), 0, length, 0);
  await file.sync();
  return manifest;
}

async function writeContent(
  file: FileHandle,
  { source, start, seal, level }: { source: string; start: number; seal: FrameSeal; level: number },
  watch: (bytes: number) => void,
): Promise<string> {
  const meter = new ContentMeter(watch);
  let position = start;
  let failure: unknown;
  const writing = pipeline(
    createReadStream(source, { highWaterMark: CHUNK_BYTES }),
    meter,
    createGzip({ level, chunkSize: CHUNK_BYTES }),
    (content: AsyncIterable<Buffer>) => sealFrames(content, seal),
    async (frames: AsyncIterable<Buffer>) => {
      try {
        for await (const frame of frames) {
          await file.write(frame, 0, frame.length, position);
          position += frame.length;
        }
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  );
  await writing.catch((error: unknown) => {
    // The pipeline may tell that it was broken off, and not by what.
    throw failure ?? error;
  });
  return meter.sha256();
}

/** How the frames of a backup are sealed: with the installation's own key, where no other one is set. */
export function sealOf(manifest: BackupManifest, { installation, encryption }: ArchiveSecrets): FrameSeal {
  return manifest.encryptionKeyId !== null && encryption !== null
    ? new EncryptingSeal(contentKey(encryption, manifest.salt))
    : new AuthenticatingSeal(contentKey(installation, manifest.salt));
}
