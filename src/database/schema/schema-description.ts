import { createHash } from 'node:crypto';
import { compact } from './sql-text.js';

export interface ColumnDescription {
  readonly name: string;
  /** As this engine writes it, in lower case: `varchar(80)`, `datetime`, `timestamptz`. */
  readonly type: string;
  readonly notNull: boolean;
  /** SQL of the default value; null when there is none. */
  readonly default: string | null;
}

export interface IndexDescription {
  readonly name: string;
  /** Columns or expressions, with DESC where it is so. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  /** Condition of a partial index; null when it holds all rows. */
  readonly where: string | null;
}

/** `name` is what whoever wrote the constraint called it; where engines make names up it is empty, and nobody compares it. */
export interface ForeignKeyDescription {
  readonly name: string;
  readonly columns: readonly string[];
  readonly table: string;
  readonly references: readonly string[];
  readonly onDelete: string;
}

export interface UniqueDescription {
  readonly name: string;
  readonly columns: readonly string[];
}

/** A CHECK, or on PostgreSQL an EXCLUDE constraint. */
export interface ConditionDescription {
  readonly name: string;
  readonly expression: string;
}

export interface TriggerDescription {
  readonly name: string;
  readonly sql: string;
}

export interface TableDescription {
  readonly name: string;
  readonly columns: readonly ColumnDescription[];
  readonly primaryKey: readonly string[];
  /** The engine gives out the numbers, and never one a second time. */
  readonly isNumbered: boolean;
  readonly indexes: readonly IndexDescription[];
  readonly uniques: readonly UniqueDescription[];
  readonly foreignKeys: readonly ForeignKeyDescription[];
  readonly checks: readonly ConditionDescription[];
  readonly exclusions: readonly ConditionDescription[];
  readonly triggers: readonly TriggerDescription[];
}

/** A database's schema without what an engine keeps for itself and without the history of migrations; tables by name. */
export type SchemaDescription = readonly TableDescription[];

/**
 * The same for two schemas that mean the same, whatever the order of their columns and the names that an engine made up;
 * 16 hexadecimal digits.
 */
export function schemaFingerprint(schema: SchemaDescription): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(schema)))
    .digest('hex')
    .slice(0, 16);
}

/** Sorted, and without the names of constraints. */
export function canonical(schema: SchemaDescription): CanonicalTable[] {
  return sorted(schema.map(canonicalTable));
}

/** A table in the form in which two are compared, part by part. */
export interface CanonicalTable {
  readonly name: string;
  readonly parts: Readonly<Record<string, readonly unknown[]>>;
}

function canonicalTable(table: TableDescription): CanonicalTable {
  return {
    name: table.name,
    parts: {
      column: sorted(table.columns),
      'primary key': [table.primaryKey, table.isNumbered],
      index: sorted(table.indexes.map(canonicalIndex)),
      'unique constraint': sorted(table.uniques.map(({ columns }) => columns)),
      'foreign key': sorted(table.foreignKeys.map(withoutName)),
      check: sorted(table.checks.map(({ expression }) => compact(expression))),
      exclusion: sorted(table.exclusions.map(({ expression }) => compact(expression))),
      trigger: sorted(table.triggers.map(({ name, sql }) => ({ name, sql: compact(sql) }))),
    },
  };
}

function canonicalIndex({ name, columns, unique, where }: IndexDescription): unknown {
  return { name, columns: columns.map(compact), unique, where: where && compact(where) };
}

function withoutName<Named extends { readonly name: string }>({ name: _name, ...rest }: Named): Omit<Named, 'name'> {
  return rest;
}

function sorted<T>(values: readonly T[]): T[] {
  const keyed = values.map((value) => [JSON.stringify(value), value] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}
