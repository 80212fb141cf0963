import { randomBytes } from 'node:crypto';

/** Of AES-GCM: 96 bits (NIST SP 800-38D, 8.2). */
export const NONCE_BYTES = 12;
const NONCES_AT_ONCE = 512;

/** Random numbers come many at a time: asking for twelve bytes takes as long as asking for thousands. */
let nonces = Buffer.alloc(0);

/** A random nonce that was given to nobody else; it must not be changed. */
export function nextNonce(): Buffer {
  if (nonces.length < NONCE_BYTES) nonces = randomBytes(NONCE_BYTES * NONCES_AT_ONCE);
  const nonce = nonces.subarray(0, NONCE_BYTES);
  nonces = nonces.subarray(NONCE_BYTES);
  return nonce;
}
