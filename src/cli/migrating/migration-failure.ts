import { failureReason } from '../failure-reasons.js';
import type { FailureReason } from '../failure-reasons.js';

/** The reason why a company's database could not be migrated; a failing statement is the migration's, not the program's. */
export function migrationFailure(thrown: unknown): FailureReason {
  const reason = failureReason(thrown);
  if (reason.code !== 'internal-error') return reason;
  const { code } = (thrown ?? {}) as { code?: unknown };
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return { ...reason, code: 'migration-failed' };
  const what = code.startsWith('SQLITE_CONSTRAINT') ? 'Rows break a rule of the migration.' : 'A statement failed.';
  return { code: 'migration-failed', detail: `${what} (${code})` };
}
