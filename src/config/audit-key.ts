import { hkdfSync } from 'node:crypto';
import { keptSecret } from './kept-secret.js';
import type { Secret } from './secret.js';
import type { Settings } from './settings.js';

const FILE = '.audit-key';

/**
 * What the keys of all companies' audit logs are derived from: the secret in `DATA_DIR/.audit-key`, mode 600. It is made
 * once, of TENANT_ENCRYPTION_KEY where that is set, so that several machines make the same one; and it stays when that is
 * changed, because what is in a log cannot be written anew.
 * @throws SettingsError when others may read that file.
 */
export function auditRootKey(settings: Settings): Buffer {
  const { dataDir, tenantEncryptionKey, tenantEncryptionKeyPrevious } = settings;
  // The older one: other machines made theirs before the change that is under way.
  const encryptionKey = tenantEncryptionKeyPrevious ?? tenantEncryptionKey;
  return Buffer.from(keptSecret(dataDir, FILE, encryptionKey && derived(encryptionKey)), 'utf8');
}

function derived(encryptionKey: Secret): string {
  const bytes = hkdfSync('sha256', encryptionKey.bytes('base64'), 'medadmin', 'audit logs', 48);
  return Buffer.from(bytes).toString('base64url');
}
