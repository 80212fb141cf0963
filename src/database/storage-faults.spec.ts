import { describe, expect, it } from '@jest/globals';
import { DatabaseUnreadableError } from './database.errors.js';
import { isDamage, namedStorageFault, unreadable } from './storage-faults.js';
import { StorageFullError } from './storage.errors.js';

const failure = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

describe('what is wrong when a database cannot be read', () => {
  it.each(['SQLITE_CORRUPT', 'SQLITE_CORRUPT_VTAB', 'SQLITE_NOTADB'])('is the database: %s', (code) => {
    expect([isDamage(failure(code)), isDamage(new DatabaseUnreadableError(failure(code)))]).toEqual([true, true]);
  });

  it('is the database when it is none that SQLite knows, for which it has no code', () => {
    expect(isDamage(failure('SQLITE_ERROR', 'unsupported file format'))).toBe(true);
    expect(isDamage(failure('SQLITE_ERROR', 'output file already exists'))).toBe(false);
  });

  it.each(['SQLITE_FULL', 'SQLITE_IOERR_READ', 'SQLITE_CANTOPEN', 'SQLITE_PERM', 'SQLITE_BUSY', 'ENOSPC', 'EIO'])(
    'is not the database: %s',
    (code) => {
      expect([isDamage(failure(code)), isDamage(new DatabaseUnreadableError(failure(code)))]).toEqual([false, false]);
    },
  );

  it('is a full disk by that name, and anything else by its own', () => {
    for (const code of ['ENOSPC', 'EDQUOT', 'SQLITE_FULL']) {
      expect(namedStorageFault(failure(code))).toBeInstanceOf(StorageFullError);
      expect(unreadable(failure(code), 'tenant_x')).toBeInstanceOf(StorageFullError);
    }
    const other = failure('SQLITE_NOTADB');
    expect(namedStorageFault(other)).toBe(other);
    expect(unreadable(other, 'tenant_x')).toBeInstanceOf(DatabaseUnreadableError);
  });
});
