import { BackupRefusedError } from '../fleet/index.js';
import { ProblemError, ValidationError } from '../common/index.js';
import type { FieldError } from '../common/index.js';
import {
  CellsMovedError,
  DatabaseBusyError,
  DatabaseMissingError,
  DatabaseUnreadableError,
  ForeignDatabaseError,
  ForeignKeyCheckError,
  MigrationHistoryError,
  StorageFullError,
} from '../database/index.js';

/** Why something failed, for programs (`code`) and people (`detail`). */
export interface FailureReason {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

/** What SQLite says of a file; by the beginning of its result code. */
const SQLITE_REASONS: readonly (readonly [string, string, string])[] = [
  ['SQLITE_NOTADB', 'database-damaged', 'The file is not a database.'],
  ['SQLITE_CORRUPT', 'database-damaged', 'The database file is damaged.'],
  ['SQLITE_CANTOPEN', 'database-unreadable', 'The database file cannot be opened.'],
  ['SQLITE_PERM', 'database-unreadable', 'The database file may not be opened.'],
  ['SQLITE_READONLY', 'database-read-only', 'The database file cannot be written to.'],
  ['SQLITE_FULL', 'storage-full', 'The disk is full.'],
  ['SQLITE_IOERR', 'storage-failed', 'The storage reported an error.'],
];

/**
 * The reason behind any thrown value, in words that hold no value of a row: messages of database errors repeat the
 * statement's parameters, so only their codes are told.
 */
export function failureReason(thrown: unknown): FailureReason {
  return databaseReason(thrown) ?? problemReason(thrown) ?? systemReason(thrown) ?? unknownReason(thrown);
}

/** What is wrong field by field, a line each. */
export function fieldLines({ errors = [] }: FailureReason): string[] {
  return errors.map(({ field, message }) => `  ${field}: ${message}`);
}

/** Finer than the codes of the API, which tells its clients no more than `unavailable`. */
function databaseReason(thrown: unknown): FailureReason | undefined {
  if (!(thrown instanceof ProblemError)) return sqliteReason(thrown);
  if (thrown instanceof BackupRefusedError) return { code: `backup-${thrown.reason}`, detail: thrown.detail };
  if (thrown instanceof StorageFullError) return { code: 'storage-full', detail: thrown.detail };
  if (thrown instanceof DatabaseMissingError) return { code: 'database-missing', detail: thrown.detail };
  if (thrown instanceof ForeignDatabaseError) return { code: 'database-foreign', detail: thrown.detail };
  if (thrown instanceof DatabaseBusyError) return { code: 'database-locked', detail: thrown.detail };
  if (thrown instanceof ForeignKeyCheckError || thrown instanceof CellsMovedError)
    return { code: 'migration-failed', detail: thrown.detail };
  if (thrown instanceof MigrationHistoryError) {
    return { code: `migration-${thrown.reason}`, detail: thrown.detail };
  }
  const behind = thrown.cause === undefined ? undefined : databaseReason(thrown.cause);
  if (behind === undefined && thrown instanceof DatabaseUnreadableError) {
    return { code: 'database-unreadable', detail: thrown.detail };
  }
  return behind;
}

function sqliteReason(thrown: unknown): FailureReason | undefined {
  const known = SQLITE_REASONS.find(([prefix]) => codeOf(thrown)?.startsWith(prefix));
  return known && { code: known[1], detail: `${known[2]} (${codeOf(thrown)})` };
}

function problemReason(thrown: unknown): FailureReason | undefined {
  if (!(thrown instanceof ProblemError)) return undefined;
  const { code, detail, extra } = thrown;
  if (thrown instanceof ValidationError) return { code, detail: 'The input is not valid.', errors: extra.errors ?? [] };
  return extra.errors?.length ? { code, detail, errors: extra.errors } : { code, detail };
}

/** An error of the operating system, such as a folder that may not be written to; its message names the path. */
function systemReason(thrown: unknown): FailureReason | undefined {
  if (!(thrown instanceof Error) || (thrown as NodeJS.ErrnoException).syscall === undefined) return undefined;
  return { code: 'system-error', detail: thrown.message };
}

function unknownReason(thrown: unknown): FailureReason {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const code = codeOf(thrown);
  return {
    code: 'internal-error',
    detail: `Something went wrong: ${code === undefined ? name : `${name} (${code})`}.`,
  };
}

/** The code that the database or the system gave; TypeORM wraps the error of the driver. */
function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code, driverError } = thrown as Error & { code?: unknown; driverError?: unknown };
  return typeof code === 'string' ? code : codeOf(driverError);
}
