import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from './config.errors.js';

const SECRET_BYTES = 48;
const OTHERS_MAY = 0o077;

/**
 * A secret of the installation that is made once and kept in a file of DATA_DIR, mode 600.
 * @param file name of the file.
 * @throws SettingsError when others may read it, or when it is too short.
 */
export function keptSecret(dataDir: string, file: string): string {
  mkdirSync(dataDir, { recursive: true });
  return readSecret(dataDir, file) ?? makeSecret(dataDir, file);
}

/** Linking a finished file into place lets one of several starting processes win, with a whole secret. */
function makeSecret(dataDir: string, file: string): string {
  const path = join(dataDir, file);
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(SECRET_BYTES).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return keptSecret(dataDir, file);
}

function readSecret(dataDir: string, file: string): string | undefined {
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
