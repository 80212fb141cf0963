/** A line that cannot be taken in, and why. The value is not repeated: it may be a patient's. */
export interface RefusedLine {
  /** Where the line begins in the file, from 1; the header is line 1. */
  readonly line: number;
  /** The field, as the API calls it; null when it is about all of the line. */
  readonly column: string | null;
  readonly message: string;
}

/** More would not be read, and an answer of 100,000 lines would be a danger itself. */
const LISTED = 100;

/** What came of checking a file. */
export class CsvReport {
  /** Lines with data. */
  rows = 0;
  refusedRows = 0;
  /** The first hundred reasons. */
  readonly refused: RefusedLine[] = [];

  /** Notes a line that breaks rules, with all its reasons. */
  refuse(line: number, reasons: readonly Omit<RefusedLine, 'line'>[]): void {
    this.refusedRows += 1;
    for (const reason of reasons) if (this.refused.length < LISTED) this.refused.push({ line, ...reason });
  }
}
