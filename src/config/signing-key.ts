import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { keptSecret } from './kept-secret.js';
import type { Settings } from './settings.js';

const FILE = '.jwt-secret';

/**
 * The key that signs access tokens: JWT_SECRET, or one made once and kept in `DATA_DIR/.jwt-secret`, mode 600.
 * @throws SettingsError when others may read that file: whoever reads it can sign in as anybody.
 */
export function signingKey(settings: Settings): KeyObject {
  const { jwtSecret, dataDir } = settings;
  return createSecretKey(jwtSecret?.bytes() ?? Buffer.from(keptSecret(dataDir, FILE), 'utf8'));
}
