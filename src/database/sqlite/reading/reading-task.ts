import type { SqliteLocation } from '../open-database.js';
import type { ErrorParcel } from '../threads/error-parcel.js';

/** A reading statement for a thread. */
export interface ReadingTask {
  readonly location: SqliteLocation;
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** The file may be open nowhere else. */
  readonly isAlone?: boolean;
}

export interface ReadRows {
  readonly rows: unknown[];
  /** How long the statement took, in milliseconds. */
  readonly tookMs: number;
}

export type ReadingAnswer = ReadRows | { readonly failure: ErrorParcel };
