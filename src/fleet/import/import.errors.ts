import { ProblemError } from '../../common/index.js';

/** The archive is not what an export makes, is damaged, or was tampered with. Nothing of it was taken over. */
export class ArchiveRefusedError extends ProblemError {
  /**
   * @param reason goes on after "The archive": `is no whole ZIP file`.
   * @param field where in it.
   */
  constructor(reason: string, cause?: unknown, field = 'archive') {
    super('validation-failed', `The archive ${reason}.`, { cause, errors: [{ field, message: reason }] });
  }
}

/** A value in an archive is not one that its column can have. Which value it is, nobody is told: it may be a patient's. */
export class RowRefusedError extends ArchiveRefusedError {
  /** @param row of the table's, counted from one. @param reason `is longer than 80 characters`. */
  constructor(table: string, row: number, column: string, reason: string) {
    super(
      `has a value that does not fit: ${column} in row ${row} of ${table} ${reason}`,
      undefined,
      `${table}.${column}`,
    );
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
