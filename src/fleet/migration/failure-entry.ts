import { ProblemError } from '../../common/index.js';
import { DatabaseMissingError, DatabaseUnreadableError, ForeignDatabaseError } from '../../database/index.js';
import type { LedgerEntry } from '../ledger/ledger.js';

const LONGEST_CODE = 60;
const LONGEST_DETAIL = 500;

/** After these there is no database to work with, and somebody must look. */
const QUARANTINE = [DatabaseMissingError, DatabaseUnreadableError, ForeignDatabaseError];
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;

/**
 * What the ledger is told of an error. SQLite's messages name tables and columns, never values; those of others may quote
 * a row, so of them it is told the code only.
 */
export function failureEntry(error: unknown): LedgerEntry {
  const code = codeOf(error);
  const isQuarantined = DAMAGED.test(code) || QUARANTINE.some((Kind) => error instanceof Kind);
  return {
    state: isQuarantined ? 'quarantined' : 'failed',
    errorCode: code.slice(0, LONGEST_CODE),
    errorDetail: detailOf(error, code).slice(0, LONGEST_DETAIL),
  };
}

function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}

function detailOf(error: unknown, code: string): string {
  const isHarmless = error instanceof ProblemError || code.startsWith('SQLITE_');
  return isHarmless ? (error as Error).message : '';
}
