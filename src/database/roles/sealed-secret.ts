import type { KeyObject } from 'node:crypto';
import { decryptParts, encryptParts, NONCE_BYTES, nextNonce, TAG_BYTES } from '../../common/index.js';
import { UnreadableRoleSecretError } from './roles.errors.js';

/**
 * Encrypts a short text.
 * @param owner whose it is: opened for another one, it is refused.
 * @returns base64url of nonce, tag and text.
 */
export function sealSecret(key: KeyObject, owner: string, text: string): string {
  const sealed = encryptParts(key, nextNonce(), owner, text);
  return Buffer.concat([sealed.nonce, sealed.tag, sealed.text]).toString('base64url');
}

/** @throws UnreadableRoleSecretError when the key is another one, the text was changed, or it is another owner's. */
export function openSecret(key: KeyObject, owner: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const parts = {
    nonce: bytes.subarray(0, NONCE_BYTES),
    tag: bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
    text: bytes.subarray(NONCE_BYTES + TAG_BYTES),
  };
  const text = decryptParts(key, parts, owner);
  if (text === undefined) throw new UnreadableRoleSecretError(owner);
  return text.toString('utf8');
}
