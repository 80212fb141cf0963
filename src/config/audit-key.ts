import { keptSecret, knownSecret } from './kept-secret.js';
import type { Settings } from './settings.js';

const FILE = '.audit-key';

/**
 * What the keys of all companies' audit logs are derived from: the secret in `DATA_DIR/.audit-key`, mode 600; where there
 * is no such file TENANT_ENCRYPTION_KEY, and without that the file is made. A file that is there is used on, also when
 * an encryption key is set later: what was written under it could not be verified any more.
 * @throws SettingsError when others may read that file.
 */
export function auditRootKey({ dataDir, tenantEncryptionKey }: Settings): Buffer {
  const kept = knownSecret(dataDir, FILE);
  if (kept === undefined && tenantEncryptionKey !== undefined) return Buffer.from(tenantEncryptionKey, 'base64');
  return Buffer.from(kept ?? keptSecret(dataDir, FILE), 'utf8');
}
