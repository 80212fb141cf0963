import { ProblemError } from '../common/index.js';

/** Too many attempts from one address, or too many requests of one company. */
export class TooManyRequestsError extends ProblemError {
  constructor(retryAfterSeconds: number) {
    super('too-many-requests', 'Too many attempts; try again later.', {
      headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) },
    });
  }
}

/** This process has more to do than it can, and takes on nothing new. */
export class OverloadedError extends ProblemError {
  constructor() {
    super('overloaded', 'The server has too much to do; try again in a moment.');
  }
}
