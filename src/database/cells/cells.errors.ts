import { ProblemError } from '../../common/index.js';

/** What is in an encrypted column was not written there, or its key is not known. Tells the place, never the content. */
export class CellUnreadableError extends ProblemError {
  constructor(table: string, column: string) {
    super('unavailable', `A value of ${table}.${column} is not what was written there, or its key is missing.`);
  }
}

/** After a migration, encrypted texts could not be opened where they are; it was rolled back. */
export class CellsMovedError extends ProblemError {
  constructor(table: string, column: string, count: number) {
    super(
      'internal-error',
      `The migration would leave ${count} encrypted values that cannot be opened, of ${table}.${column}: they are encrypted ` +
        `for the table and column that they were in. The migration must say moved = [{ from: 'table.column', to: ` +
        `'${table}.${column}' }], which make-migrations --rename writes.`,
    );
  }
}
