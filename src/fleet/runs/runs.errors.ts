import { ProblemError } from '../../common/index.js';

/** The run to go on with was begun by a program with other migrations. */
export class OtherReleaseError extends ProblemError {
  constructor(run: number, head: string) {
    super(
      'conflict',
      `Run ${run} was to bring the companies to ${head}, which is not this program's newest migration; begin a new one.`,
    );
  }
}

/** Another process is at the run. */
export class RunUnderWayError extends ProblemError {
  constructor(run: number) {
    super('conflict', `Run ${run} is under way in another process.`);
  }
}

/** No run has changed anything that was not taken back since. */
export class NothingToUndoError extends ProblemError {
  constructor() {
    super('not-found', 'There is no run that could be taken back.');
  }
}

/** Migrations were applied on top of those that are to be taken back; SQL to take those back is for what was below. */
export class NewerMigrationsError extends ProblemError {
  constructor() {
    super('conflict', 'Migrations were applied on top of those of the run.');
  }
}
