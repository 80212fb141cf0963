import { DatabaseUnreadableError } from './database.errors.js';
import { StorageFullError } from './storage.errors.js';

/** Of SQLite, what it says of files that are none of its own or not whole; an error without a better code is one of those. */
const DAMAGE = /^SQLITE_(CORRUPT|NOTADB|FORMAT|ERROR)/;
const FULL = /^(ENOSPC|EDQUOT|SQLITE_FULL)/;

/** Whether a database itself is what is wrong, and neither the disk, its rights, nor who else uses it. */
export function isDamage(error: unknown): boolean {
  return codesOf(error).some((code) => DAMAGE.test(code));
}

/** The error that says so, of one that comes from a full disk; any other as it is. */
export function namedStorageFault(error: unknown): unknown {
  return codesOf(error).some((code) => FULL.test(code)) ? new StorageFullError(error) : error;
}

/** What a database's file, or SQLite, said against reading it. */
export function unreadable(error: unknown, name: string): unknown {
  const named = namedStorageFault(error);
  return named === error ? new DatabaseUnreadableError(error, name) : named;
}

/** Codes of an error and of what caused it. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let each = error; typeof each === 'object' && each !== null; each = (each as { cause?: unknown }).cause) {
    const { code } = each as { code?: unknown };
    if (typeof code === 'string') codes.push(code);
  }
  return codes;
}
