import { ConflictError, ProblemError } from './problem.error.js';

/** The key was used before with another body. */
export class IdempotencyMismatchError extends ProblemError {
  constructor() {
    super('idempotency-mismatch', 'This Idempotency-Key came with a different request before.');
  }
}

/** The first request with this key is still being worked on. */
export class IdempotencyInFlightError extends ConflictError {
  constructor() {
    super('request-under-way', 'The first request with this Idempotency-Key is still under way.', {
      headers: { 'Retry-After': '1' },
    });
  }
}

/** There can be no entry with this number. */
export class NoSuchEntryError extends ProblemError {
  constructor() {
    super('not-found', 'There is no entry with this number.');
  }
}
