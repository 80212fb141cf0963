import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { BackupRefusedError } from '../backups.errors.js';
import { manifestKey } from './archive-keys.js';
import type { ArchiveSecrets } from './archive-keys.js';
import { BACKUP_FORMAT, isManifest } from './backup-manifest.js';
import type { BackupManifest } from './backup-manifest.js';

/*
 * A backup file: MAGIC, the manifest's length (4 bytes, big-endian), the manifest as JSON, its HMAC-SHA256 with a key of
 * the installation, and the content in frames (see content-frames.ts).
 */
const MAGIC = Buffer.from('MEDADMIN-BACKUP\n');
const LENGTH_BYTES = 4;
const MAC_BYTES = 32;
const MOST_MANIFEST_BYTES = 1024 * 1024;

/** The beginning of a backup file. Of the same length for all manifests whose members have the same length. */
export function archiveHeader(manifest: BackupManifest, secrets: ArchiveSecrets): Buffer {
  const json = Buffer.from(JSON.stringify(manifest));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return Buffer.concat([MAGIC, length, json, macOf(json, secrets)]);
}

export interface ReadHeader {
  readonly manifest: BackupManifest;
  /** Where the content begins. */
  readonly contentAt: number;
}

/** The manifest of a backup file, if this installation has written it. @throws BackupRefusedError. */
export async function readHeader(file: FileHandle, secrets: ArchiveSecrets): Promise<ReadHeader> {
  const start = await read(file, 0, MAGIC.length + LENGTH_BYTES);
  if (!start.subarray(0, MAGIC.length).equals(MAGIC)) throw new BackupRefusedError('not-a-backup');
  if (start.length < MAGIC.length + LENGTH_BYTES) throw new BackupRefusedError('truncated');
  const length = start.readUInt32BE(MAGIC.length);
  if (length > MOST_MANIFEST_BYTES) throw new BackupRefusedError('manifest-altered');
  const rest = await read(file, start.length, length + MAC_BYTES);
  if (rest.length < length + MAC_BYTES) throw new BackupRefusedError('truncated');
  const json = rest.subarray(0, length);
  if (!timingSafeEqual(rest.subarray(length), macOf(json, secrets))) throw new BackupRefusedError('manifest-altered');
  return { manifest: parse(json), contentAt: start.length + rest.length };
}

/** It is ours, so that only a newer program can have written what cannot be read. */
function parse(json: Buffer): BackupManifest {
  const value: unknown = JSON.parse(json.toString());
  if (isManifest(value)) return value;
  const { format } = value as { format?: unknown };
  throw new BackupRefusedError(typeof format === 'number' && format > BACKUP_FORMAT ? 'newer-format' : 'damaged');
}

function macOf(json: Buffer, secrets: ArchiveSecrets): Buffer {
  return createHmac('sha256', manifestKey(secrets)).update(json).digest();
}

/** What there is of so many bytes. */
async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
