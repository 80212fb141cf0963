import { ProblemError } from '../../common/index.js';

/** Somebody has the master database open, who would go on with what is to be left. */
export class ServersRunningError extends ProblemError {
  constructor() {
    super(
      'conflict',
      'A server or another command has the master database open. Companies are moved while servers run; for the master ' +
        'database stop them all, then run it again: it goes on where it ended.',
    );
  }
}

/** Companies that are in files still, because somebody signed up in the meantime. */
export class CompaniesLeftError extends ProblemError {
  constructor(companies: number) {
    super('conflict', `${companies} companies are in files still.`);
  }
}
