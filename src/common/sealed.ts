import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { NONCE_BYTES, nextNonce } from './nonces.js';

const TAG_BYTES = 16;

/**
 * A value that its holder can neither read nor change, as text.
 * @param key of 32 bytes.
 * @param place where it belongs, such as a column and row; it opens nowhere else.
 */
export function seal(value: unknown, key: KeyObject, place = ''): string {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
}

/** The value that was sealed with this key for this place; undefined for anything else, be it another spelling of the same bytes. */
export function unseal<Value>(sealed: string, key: KeyObject, place = ''): Value | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  // Node reads over characters that do not belong there.
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== sealed) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}
