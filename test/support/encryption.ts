import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A new TENANT_ENCRYPTION_KEY. */
export function newInstallationKey(): string {
  return randomBytes(32).toString('base64');
}

/** Whether a file says that it is a plain SQLite database. */
export function isPlainDatabase(path: string): boolean {
  return readFileSync(path).subarray(0, 15).toString('latin1') === 'SQLite format 3';
}
