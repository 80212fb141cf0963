import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from './config.errors.js';

const KEY_BYTES = 48;
const OTHERS_MAY = 0o077;

/**
 * A secret of the installation that nobody configured: made at the first need and kept in a file of mode 600.
 * @param first what it is to be when it is made; absent: random.
 * @throws SettingsError when others may read that file, or it holds less than 32 bytes.
 */
export function keptSecret(
  dataDir: string,
  file: string,
  first = randomBytes(KEY_BYTES).toString('base64url'),
): string {
  return knownSecret(dataDir, file) ?? makeSecret(dataDir, file, first);
}

/** The secret if it was made before. @throws SettingsError as `keptSecret` does. */
export function knownSecret(dataDir: string, file: string): string | undefined {
  const path = join(dataDir, file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS_MAY) !== 0) {
    throw new SettingsError([{ name: file, reason: 'may be read by others; run chmod 600 on it or remove it' }]);
  }
  if (Buffer.byteLength(text) < 32) throw new SettingsError([{ name: file, reason: 'holds less than 32 bytes' }]);
  return text;
}

/** Linking a finished file into place lets one of several starting processes win, with a whole key. */
function makeSecret(dataDir: string, file: string, secret: string): string {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, file);
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, secret, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return keptSecret(dataDir, file);
}
