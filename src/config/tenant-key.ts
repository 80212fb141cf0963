import { createHash, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { keptSecret } from './kept-secret.js';
import type { Settings } from './settings.js';

const FILE = '.tenant-key';

/**
 * The key that encrypts what gives access to companies' databases: TENANT_ENCRYPTION_KEY, or one made once and kept in
 * `DATA_DIR/.tenant-key`, mode 600. Several instances need the same one.
 * @throws SettingsError when others may read that file.
 */
export function tenantKey(settings: Pick<Settings, 'tenantEncryptionKey' | 'dataDir'>): KeyObject {
  const { tenantEncryptionKey, dataDir } = settings;
  if (tenantEncryptionKey !== undefined) return createSecretKey(Buffer.from(tenantEncryptionKey, 'base64'));
  // 32 bytes, whatever the file holds.
  return createSecretKey(createHash('sha256').update(keptSecret(dataDir, FILE)).digest());
}

/** What `rotate-keys` has not come to yet may be encrypted with TENANT_ENCRYPTION_KEY_PREVIOUS. */
export function formerTenantKeys({ tenantEncryptionKeyPrevious: text }: Settings): readonly KeyObject[] {
  return text === undefined ? [] : [createSecretKey(Buffer.from(text, 'base64'))];
}
