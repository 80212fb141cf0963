import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { BackupRefusedError } from '../backups.errors.js';

export const TAG_BYTES = 16;
const NONCE_BYTES = 12;

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
    const cipher = createCipheriv('aes-256-gcm', this.key, nonceOf(place)).setAAD(endOf(place));
    return [cipher.update(data), cipher.final(), cipher.getAuthTag()];
  }

  override open(place: FramePlace, sealed: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonceOf(place), { authTagLength: TAG_BYTES });
    decipher.setAAD(endOf(place)).setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch (error) {
      throw new BackupRefusedError('damaged', error);
    }
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
