import { ProblemError } from '../common/index.js';

/** Too many attempts from one address. */
export class TooManyRequestsError extends ProblemError {
  constructor(retryAfterSeconds: number) {
    super('too-many-requests', 'Too many attempts; try again later.', {
      headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) },
    });
  }
}
