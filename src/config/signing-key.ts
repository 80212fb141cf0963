import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from './config.errors.js';
import type { Settings } from './settings.js';

const KEY_BYTES = 48;
const FILE = '.jwt-secret';
const OTHERS_MAY = 0o077;

/**
 * The key that signs access tokens: JWT_SECRET, or one made once and kept in `DATA_DIR/.jwt-secret`, mode 600.
 * @throws SettingsError when others may read that file: whoever reads it can sign in as anybody.
 */
export function signingKey(settings: Settings): KeyObject {
  const secret = settings.jwtSecret ?? keptSecret(settings.dataDir);
  return createSecretKey(Buffer.from(secret, 'utf8'));
}

function keptSecret(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, FILE);
  return readSecret(path) ?? makeSecret(path);
}

/** Linking a finished file into place lets one of several starting processes win, with a whole key. */
function makeSecret(path: string): string {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(KEY_BYTES).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readSecret(path) ?? makeSecret(path);
}

function readSecret(path: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS_MAY) !== 0) {
    throw new SettingsError([{ name: FILE, reason: 'may be read by others; run chmod 600 on it or remove it' }]);
  }
  if (Buffer.byteLength(text) < 32) throw new SettingsError([{ name: FILE, reason: 'holds less than 32 bytes' }]);
  return text;
}
