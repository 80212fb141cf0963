import { describe, expect, it } from '@jest/globals';
import { ProblemError, ValidationError } from '../common/index.js';
import { DatabaseMissingError, ForeignDatabaseError, MigrationHistoryError } from '../database/index.js';
import { failureReason } from './failure-reasons.js';

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });

describe('the reason of a failure', () => {
  it.each([
    [new DatabaseMissingError('tenant_a'), 'database-missing'],
    [new ForeignDatabaseError('tenant_a'), 'database-foreign'],
    [new MigrationHistoryError('unknown', 'x'), 'migration-unknown'],
    [withCode('file is not a database', 'SQLITE_NOTADB'), 'database-damaged'],
    [withCode('malformed', 'SQLITE_CORRUPT_VTAB'), 'database-damaged'],
    [withCode('disk I/O error', 'SQLITE_IOERR_SHORT_READ'), 'storage-failed'],
  ])('names what is wrong with a database: %p', (error, code) => {
    expect(failureReason(error).code).toBe(code);
  });

  it('is looked for behind a general problem', () => {
    const cause = withCode('file is not a database', 'SQLITE_NOTADB');
    expect(failureReason(new ProblemError('tenant-unavailable', 'Cannot be used.', { cause }))).toEqual({
      code: 'database-damaged',
      detail: 'The file is not a database. (SQLITE_NOTADB)',
    });
  });

  it('lists every field that is not right', () => {
    const errors = [{ field: 'username', message: 'is too short' }];
    expect(failureReason(new ValidationError(errors))).toMatchObject({ code: 'validation-failed', errors });
  });

  it('keeps the message of the operating system, which says what to mend', () => {
    const error = Object.assign(withCode("EACCES: permission denied, mkdir '/x'", 'EACCES'), { syscall: 'mkdir' });
    expect(failureReason(error)).toEqual({ code: 'system-error', detail: "EACCES: permission denied, mkdir '/x'" });
  });

  it('never repeats the message of another error: those of databases hold what people typed', () => {
    const driverError = withCode("near 'Ada Brown'", 'SQLITE_ERROR');
    const failed = Object.assign(new Error("INSERT … 'Ada Brown'"), { name: 'QueryFailedError', driverError });
    expect(failureReason(failed)).toEqual({
      code: 'internal-error',
      detail: 'Something went wrong: QueryFailedError (SQLITE_ERROR).',
    });
    expect(failureReason('Ada Brown').detail).toBe('Something went wrong: string.');
  });
});
