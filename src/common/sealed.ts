import type { KeyObject } from 'node:crypto';
import { decryptBytes, encryptBytes } from './aes-gcm.js';

/**
 * A value that its holder can neither read nor change, as text.
 * @param key of 32 bytes.
 * @param place where it belongs, such as a column and row; it opens nowhere else.
 */
export function seal(value: unknown, key: KeyObject, place = ''): string {
  return encryptBytes(key, place, JSON.stringify(value)).toString('base64url');
}

/** The value that was sealed with this key for this place; undefined for anything else, be it another spelling of the same bytes. */
export function unseal<Value>(sealed: string, key: KeyObject, place = ''): Value | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  // Node reads over characters that do not belong there.
  if (bytes.toString('base64url') !== sealed) return undefined;
  const text = decryptBytes(key, place, bytes);
  return text && (JSON.parse(text.toString('utf8')) as Value);
}
