import type { FileHandle } from 'node:fs/promises';
import { TAG_BYTES } from '../../../common/index.js';
import { BackupRefusedError } from '../backups.errors.js';
import type { FrameSeal } from './frame-seal.js';

/*
 * The content of a backup, cut into frames that are sealed one by one, so that neither writing nor reading needs to hold
 * more than one, and nothing is unpacked that is not ours: 4 bytes with the length and, in the first bit, whether it is
 * the last one; the data; the tag.
 */
const FRAME_BYTES = 256 * 1024;
const LENGTH_BYTES = 4;
const LAST = 0x80000000;

/** Cuts what comes into frames. */
export async function* sealFrames(content: AsyncIterable<Buffer>, seal: FrameSeal): AsyncGenerator<Buffer> {
  let waiting: Buffer = Buffer.alloc(0);
  let index = 0;
  for await (const chunk of content) {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    while (waiting.length > FRAME_BYTES) {
      yield frame(seal, index, false, waiting.subarray(0, FRAME_BYTES));
      waiting = waiting.subarray(FRAME_BYTES);
      index += 1;
    }
  }
  yield frame(seal, index, true, waiting);
}

function frame(seal: FrameSeal, index: number, isLast: boolean, data: Buffer): Buffer {
  const sealed = Buffer.concat(seal.seal({ index, isLast }, data));
  const head = Buffer.alloc(LENGTH_BYTES);
  head.writeUInt32BE((sealed.length + (isLast ? LAST : 0)) >>> 0);
  return Buffer.concat([head, sealed]);
}

/**
 * The data in the frames of a file, each as soon as it is known to be whole and in its place.
 * @param position where they begin; they end with the file.
 * @throws BackupRefusedError.
 */
export async function* openFrames(file: FileHandle, position: number, seal: FrameSeal): AsyncGenerator<Buffer> {
  for (let index = 0, at = position, isLast = false; !isLast; index += 1) {
    const head = (await readWhole(file, at, LENGTH_BYTES)).readUInt32BE();
    isLast = head >= LAST;
    const length = isLast ? head - LAST : head;
    if (length < TAG_BYTES || length > FRAME_BYTES + TAG_BYTES) throw new BackupRefusedError('damaged');
    const sealed = await readWhole(file, at + LENGTH_BYTES, length);
    at += LENGTH_BYTES + length;
    yield seal.open({ index, isLast }, sealed);
    if (isLast && (await file.stat()).size !== at) throw new BackupRefusedError('damaged');
  }
}

async function readWhole(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
  if (bytesRead < length) throw new BackupRefusedError('truncated');
  return buffer;
}
