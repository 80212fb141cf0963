import { ProblemError } from '../../common/index.js';

/** What is in an encrypted column was not written there, or its key is not known. Tells the place, never the content. */
export class CellUnreadableError extends ProblemError {
  constructor(table: string, column: string) {
    super('unavailable', `A value of ${table}.${column} is not what was written there, or its key is missing.`);
  }
}
