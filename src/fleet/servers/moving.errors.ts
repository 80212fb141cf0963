import { ProblemError } from '../../common/index.js';

/** A company cannot be moved as it is. It is where it was. */
export class MoveRefusedError extends ProblemError {
  /** @param reason a sentence without values of rows. */
  constructor(reason: string, cause?: unknown) {
    super('conflict', reason, { cause });
  }
}

/** The copy on the other server is not what the database is. All is where it was. */
export class CopyDiffersError extends ProblemError {
  constructor(
    readonly table: string,
    what: string,
  ) {
    super('internal-error', `The copy of ${table} has other ${what}; nothing was moved.`);
  }
}
