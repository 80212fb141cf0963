import { ProblemError } from '../../common/index.js';

/** Sensitive columns of a database can only be encrypted when they have room for it. */
export class BehindMigrationsError extends ProblemError {
  constructor() {
    super('conflict', 'The database waits for its migrations; run migrate-tenants first.');
  }
}
