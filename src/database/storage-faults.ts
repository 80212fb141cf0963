import { DatabaseUnreadableError } from './database.errors.js';
import { StorageFullError } from './storage.errors.js';

/** What SQLite says of files that are not whole, or none of its own; for the last it has no code of its own. */
const DAMAGE = /^SQLITE_(CORRUPT|NOTADB|FORMAT)|^SQLITE_ERROR: unsupported file format/;
const FULL = /^(ENOSPC|EDQUOT|SQLITE_FULL)/;

/** Whether a database itself is what is wrong, and neither the disk, its rights, nor who else uses it. */
export function isDamage(error: unknown): boolean {
  return faultsOf(error).some((fault) => DAMAGE.test(fault));
}

/** The error that says so, of one that comes from a full disk; any other as it is. */
export function namedStorageFault(error: unknown): unknown {
  return faultsOf(error).some((fault) => FULL.test(fault)) ? new StorageFullError(error) : error;
}

/** What a database's file, or SQLite, said against reading it. */
export function unreadable(error: unknown, name: string): unknown {
  const named = namedStorageFault(error);
  return named === error ? new DatabaseUnreadableError(error, name) : named;
}

/** Code and message of an error and of what caused it. */
function faultsOf(error: unknown): string[] {
  const faults: string[] = [];
  for (let each = error; typeof each === 'object' && each !== null; each = (each as { cause?: unknown }).cause) {
    const { code, message } = each as { code?: unknown; message?: unknown };
    if (typeof code === 'string') faults.push(`${code}: ${String(message)}`);
  }
  return faults;
}
