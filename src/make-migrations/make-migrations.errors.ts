import { ProblemError } from '../common/index.js';

/** There is no PostgreSQL to try migrations on. */
export class NoPostgresError extends ProblemError {
  constructor(cause?: unknown) {
    super('unavailable', 'PostgreSQL for development is not installed: run `npm ci` with development dependencies.', {
      cause,
    });
  }
}
