import { parentPort, workerData } from 'node:worker_threads';
import { workInBackground } from '../../../common/index.js';
import { BackupRefusedError } from '../backups.errors.js';
import type { Refusal } from '../backups.errors.js';
import { packArchive } from './pack-archive.js';
import type { Packed, PackTask } from './pack-archive.js';
import { unpackArchive } from './unpack-archive.js';
import type { UnpackTask } from './unpack-archive.js';
import type { BackupManifest } from './backup-manifest.js';

export type ArchiveTask = ({ readonly kind: 'pack' } & PackTask) | ({ readonly kind: 'unpack' } & UnpackTask);

/** What the thread tells: how far it is, and at last what came of it; an error would lose its class on the way. */
export type ArchiveMessage =
  | { readonly share: number }
  | { readonly result: Packed | BackupManifest }
  | { readonly refusal: Refusal }
  | { readonly error: { readonly name: string; readonly message: string; readonly code: unknown } };

/** News of progress is no more frequent than this part of the whole. */
const STEP = 0.01;

if (parentPort !== null) parentPort.postMessage(await perform(workerData as ArchiveTask));

async function perform(task: ArchiveTask): Promise<ArchiveMessage> {
  try {
    // A restore keeps its company waiting; a backup keeps nobody.
    if (task.kind === 'pack') workInBackground();
    return { result: await (task.kind === 'pack' ? packArchive(task, tell()) : unpackArchive(task, tell())) };
  } catch (error) {
    if (error instanceof BackupRefusedError) return { refusal: error.reason };
    const { name, message, code } = error as NodeJS.ErrnoException;
    return { error: { name, message, code } };
  }
}

function tell(): (share: number) => void {
  let told = 0;
  return (share) => {
    if (share - told < STEP) return;
    told = share;
    parentPort?.postMessage({ share });
  };
}
