import { ProblemError, ValidationError } from '../problem.error.js';
import type { CsvReport } from './csv-report.js';

/** The file cannot be read on from a line on: quotes that do not match, bytes that are no UTF-8, a header that does not fit. */
export class CsvUnreadableError extends ValidationError {
  /** @param line first line that cannot be read, from 1. */
  constructor(
    readonly line: number,
    readonly reason: string,
    readonly column: string | null = null,
  ) {
    super([{ field: column ?? `line ${line}`, message: reason }]);
  }
}

/** Lines of a file break rules. Nothing of it was taken in. */
export class LinesRefusedError extends ProblemError {
  constructor(report: CsvReport) {
    const { rows, refusedRows, refused } = report;
    super('validation-failed', `${refusedRows} of ${rows} lines cannot be taken in; nothing was changed.`, {
      errors: refused.map(({ line, column, message }) => ({
        field: column === null ? `line ${line}` : `line ${line}, ${column}`,
        message,
      })),
      extensions: { rows, refusedRows, refused },
    });
  }
}

/** The body is not a CSV file. */
export class NotCsvError extends ProblemError {
  constructor() {
    super('unsupported-media-type', 'Send the file as text/csv in UTF-8, not compressed.');
  }
}

/** The file is larger than an import may be. */
export class FileTooLargeError extends ProblemError {
  constructor(limitBytes: number) {
    super('payload-too-large', `The file is larger than ${Math.floor(limitBytes / 1024 / 1024)} MB.`);
  }
}

/** The client went away before it had sent all of the file. */
export class UploadAbortedError extends ProblemError {
  constructor(cause?: unknown) {
    super('validation-failed', 'The upload was broken off.', { cause });
  }
}
