import { createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { keptSecret, knownSecret } from './kept-secret.js';
import type { Settings } from './settings.js';

const FILE = '.installation-secret';

/**
 * Keys, of 32 bytes each, for what the master database keeps encrypted for one purpose. The first one is for writing: made
 * from TENANT_ENCRYPTION_KEY or, without it, from a secret made once and kept in `DATA_DIR/.installation-secret`, mode 600.
 * The others read what was written before TENANT_ENCRYPTION_KEY was set, or with TENANT_ENCRYPTION_KEY_PREVIOUS.
 * @param purpose keys of different purposes tell nothing of each other.
 * @throws SettingsError when others may read that file.
 */
export function installationKeys(settings: Settings, purpose: string): readonly [KeyObject, ...KeyObject[]] {
  const { dataDir, tenantEncryptionKey, tenantEncryptionKeyPrevious: previous } = settings;
  const derive = (secret: Buffer): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'medadmin', purpose, 32)));
  if (tenantEncryptionKey === undefined) return [derive(Buffer.from(keptSecret(dataDir, FILE)))];
  const kept = knownSecret(dataDir, FILE);
  const before = previous === undefined ? [] : [derive(previous.bytes('base64'))];
  if (kept !== undefined) before.push(derive(Buffer.from(kept)));
  return [derive(tenantEncryptionKey.bytes('base64')), ...before];
}
