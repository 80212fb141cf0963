import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/** Columns of an open database in which there is ciphertext. */
export interface ClosedColumns {
  isClosed(column: ColumnMetadata): boolean;
  /** What was written into the column. @throws an error for what was not written there. */
  open(column: ColumnMetadata, value: unknown): unknown;
  /** LIKE patterns, with backslash as escape, of what is there for a text in whatever case; none: it cannot be looked for. */
  patterns(column: ColumnMetadata, text: string): readonly string[];
}

const known = new WeakMap<DataSource, ClosedColumns>();

/** To be said once a database is open, by whoever opens it. */
export function keepsClosed(dataSource: DataSource, columns: ClosedColumns): void {
  known.set(dataSource, columns);
}

/** Undefined when all columns are there as they were written. */
export function closedColumnsOf(dataSource: DataSource): ClosedColumns | undefined {
  return known.get(dataSource);
}
