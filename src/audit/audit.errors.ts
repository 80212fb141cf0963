import { ProblemError } from '../common/index.js';

/**
 * A mistake in the program: rows of a company are changed outside of a transaction, for nobody, or by a statement that
 * the audit log does not understand. Nothing is changed then.
 */
export class UnauditedChangeError extends ProblemError {
  constructor(detail = 'A change that the audit log cannot tell of was refused.') {
    super('internal-error', detail);
  }
}

/** What happened could not be written down, so it is not answered. */
export class AuditJournalError extends ProblemError {
  constructor(cause: unknown) {
    super('unavailable', 'The audit journal cannot be written.', { cause });
  }
}
