import type { ColumnDescription, TableDescription } from '../database/index.js';
import { ValueNeededError } from './make-migrations.errors.js';

/** What the rows that are there get in a column that must have a value. */
export interface FillValues {
  /** SQL of the value. @throws ValueNeededError when nobody said which. */
  valueFor(table: TableDescription, column: ColumnDescription): string;
}

const NEUTRAL: readonly (readonly [RegExp, string])[] = [
  [/^(int|bigint|real|numeric|double)/, '0'],
  [/^bool/, 'FALSE'],
  [/^date$/, "'1970-01-01'"],
  [/^(datetime|timestamp)/, "'1970-01-01 00:00:00.000'"],
];

/**
 * Values for the way up: what was said for `table.column`, or the column's own default.
 * @param said values by `table.column`, as they came from the command line; numbers and TRUE/FALSE stay what they are.
 */
export class SaidValues implements FillValues {
  readonly used = new Set<string>();

  constructor(private readonly said: ReadonlyMap<string, string>) {}

  valueFor(table: TableDescription, column: ColumnDescription): string {
    const key = `${table.name}.${column.name}`;
    const value = this.said.get(key);
    if (value === undefined && column.default === null) throw new ValueNeededError(key);
    this.used.add(key);
    return value === undefined ? column.default! : literal(value);
  }
}

/** Values for the way back: what a column had is gone, so it gets nothing in particular. */
export class NeutralValues implements FillValues {
  valueFor(_table: TableDescription, column: ColumnDescription): string {
    return column.default ?? NEUTRAL.find(([type]) => type.test(column.type))?.[1] ?? "''";
  }
}

function literal(value: string): string {
  if (/^(-?\d+(\.\d+)?|TRUE|FALSE)$/i.test(value)) return value;
  return `'${value.replaceAll("'", "''")}'`;
}
