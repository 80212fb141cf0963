import type { DatabaseName } from './database-engine.js';

/** What a reading statement may be given. */
export type ReadValue = string | number | Date;

/** A reading statement that may take so long and give so much. */
export interface BoundedRead {
  /** One SELECT, the same for both engines; `:name` stands for a value. */
  readonly sql: string;
  readonly values: Readonly<Record<string, ReadValue>>;
  readonly maxRows: number;
  /** Longest time in milliseconds. */
  readonly timeoutMs: number;
}

export interface BoundedRows {
  readonly rows: readonly Record<string, unknown>[];
  /** There were more. */
  readonly isCut: boolean;
}

/** Statements on databases that need not be open, which can read and nothing else, whatever they say. */
export abstract class BoundedReads {
  /**
   * @param stamp the owner's number that the database must carry.
   * @throws ReadTimedOutError; DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError; the engine's own errors
   *   for a statement that writes, or is wrong.
   */
  abstract read(name: DatabaseName, stamp: number, read: BoundedRead): Promise<BoundedRows>;
}

const PARAMETER = /(?<![:\w]):([A-Za-z]\w*)/g;

/**
 * The statement with places for its values in order, and one row more than is wanted, which tells that there are more. As a
 * part of another statement it can be nothing but a SELECT.
 */
export function limited(
  { sql, values, maxRows }: BoundedRead,
  place: (index: number) => string,
): { readonly sql: string; readonly parameters: readonly ReadValue[] } {
  const parameters: ReadValue[] = [];
  const placed = sql.replace(PARAMETER, (_text, name: string) => {
    parameters.push(values[name]!);
    return place(parameters.length - 1);
  });
  return { sql: `SELECT * FROM (${placed}\n) AS report LIMIT ${maxRows + 1}`, parameters };
}

export function cut(rows: readonly unknown[], { maxRows }: BoundedRead): BoundedRows {
  return { rows: rows.slice(0, maxRows) as Record<string, unknown>[], isCut: rows.length > maxRows };
}
