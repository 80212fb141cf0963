import { createHash, hkdfSync } from 'node:crypto';

/** What backups are made and read with. Plain data, so that it can go to another thread. */
export interface ArchiveSecrets {
  /** Of this installation: what it has not made is no backup to it. */
  readonly installation: Uint8Array;
  /** Null: backups are not encrypted. */
  readonly encryption: Uint8Array | null;
}

const KEY_BYTES = 32;
const KEY_ID_LENGTH = 16;

/** The key that authenticates manifests. */
export function manifestKey({ installation }: ArchiveSecrets): Buffer {
  return derived(installation, '', 'medadmin backup manifest');
}

/** The key of one backup's content. @param salt of its manifest. */
export function contentKey(secret: Uint8Array, salt: string): Buffer {
  return derived(secret, salt, 'medadmin backup content');
}

/** Tells keys apart, and nothing of the key. */
export function keyId(encryption: Uint8Array): string {
  const derivedId = derived(encryption, '', 'medadmin backup key number');
  return createHash('sha256').update(derivedId).digest('hex').slice(0, KEY_ID_LENGTH);
}

function derived(secret: Uint8Array, salt: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, purpose, KEY_BYTES));
}
