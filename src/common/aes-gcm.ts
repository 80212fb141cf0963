import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { CipherKey } from 'node:crypto';
import { NONCE_BYTES, nextNonce } from './nonces.js';

/** AES-256-GCM: what is encrypted can be read and changed by nobody without the key, and opens at its own place only. */
const ALGORITHM = 'aes-256-gcm';

/** 128 bits, the longest there is (NIST SP 800-38D, 5.2.1.2). */
export const TAG_BYTES = 16;

/** What encryption makes, for whoever keeps the parts in an order of their own. */
export interface GcmParts {
  readonly nonce: Buffer;
  readonly text: Buffer;
  readonly tag: Buffer;
}

/**
 * @param key of 32 bytes.
 * @param nonce never used before with this key.
 * @param place where it belongs, as bytes or text: it opens nowhere else.
 */
export function encryptParts(
  key: CipherKey,
  nonce: Buffer,
  place: string | Buffer,
  content: string | Buffer,
): GcmParts {
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(bytesOf(place));
  const text = typeof content === 'string' ? cipher.update(content, 'utf8') : cipher.update(content);
  // A stream cipher keeps nothing back for the end.
  cipher.final();
  return { nonce, text, tag: cipher.getAuthTag() };
}

/** What was encrypted; undefined when key or place are others, or any bit was changed. */
export function decryptParts(
  key: CipherKey,
  { nonce, text, tag }: GcmParts,
  place: string | Buffer,
): Buffer | undefined {
  if (nonce.length !== NONCE_BYTES || tag.length !== TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    const opened = decipher.setAAD(bytesOf(place)).setAuthTag(tag).update(text);
    // Throws unless all of it is what was encrypted.
    decipher.final();
    return opened;
  } catch {
    return undefined;
  }
}

/** Encrypts with a new nonce. @returns nonce, ciphertext and tag, joined. */
export function encryptBytes(key: CipherKey, place: string | Buffer, content: string | Buffer): Buffer {
  const { nonce, text, tag } = encryptParts(key, nextNonce(), place, content);
  return Buffer.concat([nonce, text, tag]);
}

/** What `encryptBytes` encrypted; undefined for anything else. */
export function decryptBytes(key: CipherKey, place: string | Buffer, bytes: Buffer): Buffer | undefined {
  const end = bytes.length - TAG_BYTES;
  if (end < NONCE_BYTES) return undefined;
  const [nonce, text, tag] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES, end), bytes.subarray(end)];
  return decryptParts(key, { nonce, text, tag }, place);
}

function bytesOf(place: string | Buffer): Buffer {
  return typeof place === 'string' ? Buffer.from(place) : place;
}
