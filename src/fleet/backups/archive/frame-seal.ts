import { createHmac, timingSafeEqual } from 'node:crypto';
import { decryptParts, encryptParts, NONCE_BYTES, TAG_BYTES } from '../../../common/index.js';
import { BackupRefusedError } from '../backups.errors.js';

/** Where a frame belongs: at another place, or at the end instead of before it, it is refused. */
export interface FramePlace {
  readonly index: number;
  readonly isLast: boolean;
}

/** Seals the frames of one backup, whose key is used for nothing else, so that their numbers can be the nonces. */
export abstract class FrameSeal {
  constructor(protected readonly key: Buffer) {}

  abstract seal(place: FramePlace, data: Buffer): Buffer[];

  /** @param sealed what `seal` made, joined. @throws BackupRefusedError. */
  abstract open(place: FramePlace, sealed: Buffer): Buffer;
}

/** AES-256-GCM. */
export class EncryptingSeal extends FrameSeal {
  override seal(place: FramePlace, data: Buffer): Buffer[] {
    const { text, tag } = encryptParts(this.key, nonceOf(place), endOf(place), data);
    return [text, tag];
  }

  override open(place: FramePlace, sealed: Buffer): Buffer {
    const parts = { nonce: nonceOf(place), text: sealed.subarray(0, -TAG_BYTES), tag: sealed.subarray(-TAG_BYTES) };
    const data = decryptParts(this.key, parts, endOf(place));
    if (data === undefined) throw new BackupRefusedError('damaged');
    return data;
  }
}

/** HMAC-SHA256, cut: anybody can read it, nobody can change it unnoticed. */
export class AuthenticatingSeal extends FrameSeal {
  override seal(place: FramePlace, data: Buffer): Buffer[] {
    return [data, this.tagOf(place, data)];
  }

  override open(place: FramePlace, sealed: Buffer): Buffer {
    const data = sealed.subarray(0, -TAG_BYTES);
    if (!timingSafeEqual(sealed.subarray(-TAG_BYTES), this.tagOf(place, data))) throw new BackupRefusedError('damaged');
    return data;
  }

  private tagOf(place: FramePlace, data: Buffer): Buffer {
    const mac = createHmac('sha256', this.key).update(nonceOf(place)).update(endOf(place)).update(data);
    return mac.digest().subarray(0, TAG_BYTES);
  }
}

function nonceOf({ index }: FramePlace): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeBigUInt64BE(BigInt(index), NONCE_BYTES - 8);
  return nonce;
}

function endOf({ isLast }: FramePlace): Buffer {
  return Buffer.from([isLast ? 1 : 0]);
}
