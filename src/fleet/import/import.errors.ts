import { ProblemError } from '../../common/index.js';

/** The archive is not what an export makes, is damaged, or was tampered with. Nothing of it was taken over. */
export class ArchiveRefusedError extends ProblemError {
  /** @param reason goes on after "The archive": `is no whole ZIP file`. */
  constructor(reason: string, cause?: unknown) {
    super('validation-failed', `The archive ${reason}.`, { cause, errors: [{ field: 'archive', message: reason }] });
  }
}

/** The company has rows already, and nobody said that the others should come to them. */
export class NotEmptyError extends ProblemError {
  constructor() {
    super('conflict', 'The company has data already; only an empty one is filled, unless they are to be merged.');
  }
}

/** A model has columns of which nobody has said what they tell about people. */
export class UnclassifiedColumnError extends ProblemError {
  constructor(table: string, column: string) {
    super('internal-error', `Nobody has said what ${table}.${column} tells about people.`);
  }
}
