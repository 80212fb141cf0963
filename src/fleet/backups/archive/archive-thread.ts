import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { namedStorageFault } from '../../../database/index.js';
import { BackupRefusedError } from '../backups.errors.js';
import type { ArchiveMessage, ArchiveTask } from './archive-worker.js';
import type { BackupManifest } from './backup-manifest.js';
import { packArchive } from './pack-archive.js';
import type { Packed, PackTask } from './pack-archive.js';
import { unpackArchive } from './unpack-archive.js';
import type { UnpackTask } from './unpack-archive.js';

/**
 * Where the worker's program may be, seen from dist/fleet/backups/archive and from the bundled program. The bundled one first:
 * without it, a thread loads Nest and takes half a second to start.
 */
const PLACES = ['../../../bundle/archive-worker.js', './archive-worker.js'];

type Progress = (share: number) => void;

/** Packs in a thread of its own; where the program was not built, in this one. @throws StorageFullError; what packArchive throws. */
export async function packInThread(task: PackTask, progress: Progress): Promise<Packed> {
  const file = workerFile();
  const packing = file === undefined ? packArchive(task, progress) : run(file, { kind: 'pack', ...task }, progress);
  return (await packing.catch(nameFault)) as Packed;
}

/** Unpacks likewise. @throws StorageFullError; what unpackArchive throws. */
export async function unpackInThread(task: UnpackTask, progress: Progress): Promise<BackupManifest> {
  const file = workerFile();
  const unpacking =
    file === undefined ? unpackArchive(task, progress) : run(file, { kind: 'unpack', ...task }, progress);
  return (await unpacking.catch(nameFault)) as BackupManifest;
}

function nameFault(error: unknown): never {
  throw namedStorageFault(error);
}

function workerFile(): string | undefined {
  return PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
}

function run(file: string, workerData: ArchiveTask, progress: Progress): Promise<Packed | BackupManifest> {
  const worker = new Worker(file, { workerData });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: ArchiveMessage) => {
      if ('share' in message) progress(message.share);
      else if ('result' in message) resolve(message.result);
      else if ('refusal' in message) reject(new BackupRefusedError(message.refusal));
      else reject(Object.assign(new Error(message.error.message), message.error));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`The thread ended with ${code}`));
    });
  });
}
