import { createHash, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { keptSecret, knownSecret } from './kept-secret.js';
import type { Settings } from './settings.js';

const FILE = '.tenant-key';

/**
 * The key that encrypts what gives access to companies' databases: TENANT_ENCRYPTION_KEY, or one made once and kept in
 * `DATA_DIR/.tenant-key`, mode 600. Several instances need the same one.
 * @throws SettingsError when others may read that file.
 */
export function tenantKey(settings: Pick<Settings, 'tenantEncryptionKey' | 'dataDir'>): KeyObject {
  const { tenantEncryptionKey, dataDir } = settings;
  if (tenantEncryptionKey !== undefined) return createSecretKey(tenantEncryptionKey.bytes('base64'));
  return ofFile(keptSecret(dataDir, FILE));
}

/** What was encrypted before TENANT_ENCRYPTION_KEY was set, or with TENANT_ENCRYPTION_KEY_PREVIOUS, until `rotate-keys`. */
export function formerTenantKeys(settings: Settings): readonly KeyObject[] {
  const { tenantEncryptionKey, tenantEncryptionKeyPrevious: previous, dataDir } = settings;
  const kept = tenantEncryptionKey === undefined ? undefined : knownSecret(dataDir, FILE);
  return [
    ...(previous === undefined ? [] : [createSecretKey(previous.bytes('base64'))]),
    ...(kept === undefined ? [] : [ofFile(kept)]),
  ];
}

/** 32 bytes, whatever the file holds. */
function ofFile(secret: string): KeyObject {
  return createSecretKey(createHash('sha256').update(secret).digest());
}
