import { createHash, createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Secret } from './secret.js';
import type { Settings } from './settings.js';

const PURPOSE = 'database keys';

/** A key of the installation that keys of databases are wrapped with. */
export interface WrappingKey {
  /** Tells keys apart and nothing about them. */
  readonly id: string;
  readonly key: KeyObject;
}

/**
 * Made from TENANT_ENCRYPTION_KEY, the one that new keys are wrapped with, and from TENANT_ENCRYPTION_KEY_PREVIOUS, which
 * only unwraps what `rotate-keys` has not come to yet. None: databases are not encrypted.
 */
export function wrappingKeys(
  settings: Pick<Settings, 'tenantEncryptionKey' | 'tenantEncryptionKeyPrevious'>,
): readonly WrappingKey[] {
  const { tenantEncryptionKey, tenantEncryptionKeyPrevious } = settings;
  return [tenantEncryptionKey, tenantEncryptionKeyPrevious].filter((secret) => secret !== undefined).map(wrappingKey);
}

function wrappingKey(secret: Secret): WrappingKey {
  const bytes = Buffer.from(hkdfSync('sha256', secret.bytes('base64'), 'medadmin', PURPOSE, 32));
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 16), key: createSecretKey(bytes) };
}
