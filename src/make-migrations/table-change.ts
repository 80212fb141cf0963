import type { ColumnDescription, SchemaDescription, TableDescription } from '../database/index.js';

/** Names that change, old to new: tables as they are called, columns by their table's new name. */
export interface Renames {
  readonly tables: ReadonlyMap<string, string>;
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A table that stays, before and after; `from` has the new names already. */
export interface TableChange {
  readonly from: TableDescription;
  readonly to: TableDescription;
}

/** The way from one schema to another. */
export interface SchemaChange {
  readonly renames: Renames;
  /** In an order in which each refers only to those before it, or to those that were there. */
  readonly created: readonly TableDescription[];
  /** Those that refer to others first. */
  readonly dropped: readonly TableDescription[];
  readonly changed: readonly TableChange[];
}

/** What separates two schemas, given what changes its name only. */
export function changeBetween(before: SchemaDescription, after: SchemaDescription, renames: Renames): SchemaChange {
  const old = before.map((table) => renamed(table, renames));
  const [oldNames, newNames] = [old, after].map((tables) => new Map(tables.map((table) => [table.name, table])));
  return {
    renames,
    created: inOrder(after.filter(({ name }) => !oldNames!.has(name))),
    dropped: inOrder(old.filter(({ name }) => !newNames!.has(name))).reverse(),
    changed: old.flatMap((from) => {
      const to = newNames!.get(from.name);
      return to ? [{ from, to }] : [];
    }),
  };
}

/** The same change in the other direction has these names. */
export function reversed({ tables, columns }: Renames): Renames {
  const flip = (names: ReadonlyMap<string, string>): Map<string, string> =>
    new Map([...names].map(([from, to]) => [to, from]));
  const back = flip(tables);
  return {
    tables: back,
    columns: new Map([...columns].map(([table, names]) => [back.get(table) ?? table, flip(names)])),
  };
}

export interface ColumnChanges {
  readonly added: readonly ColumnDescription[];
  readonly dropped: readonly ColumnDescription[];
  readonly changed: readonly { readonly from: ColumnDescription; readonly to: ColumnDescription }[];
}

export function columnChanges({ from, to }: TableChange): ColumnChanges {
  const old = new Map(from.columns.map((column) => [column.name, column]));
  const wanted = new Set(to.columns.map(({ name }) => name));
  return {
    added: to.columns.filter(({ name }) => !old.has(name)),
    dropped: from.columns.filter(({ name }) => !wanted.has(name)),
    changed: to.columns.flatMap((column) => {
      const before = old.get(column.name);
      return before && JSON.stringify(before) !== JSON.stringify(column) ? [{ from: before, to: column }] : [];
    }),
  };
}

/** Values of which the others have no equal; names of constraints do not count, see `keyOf`. */
export function without<T>(values: readonly T[], others: readonly T[], keyOf: (value: T) => unknown): T[] {
  const known = new Set(others.map((value) => JSON.stringify(keyOf(value))));
  return values.filter((value) => !known.has(JSON.stringify(keyOf(value))));
}

function renamed(table: TableDescription, { tables, columns }: Renames): TableDescription {
  const tableName = (name: string): string => tables.get(name) ?? name;
  const nameIn =
    (owner: string) =>
    (name: string): string =>
      columns.get(tableName(owner))?.get(name) ?? name;
  const name = nameIn(table.name);
  const inText = (text: string): string => text.replace(/\b[a-z_][a-z0-9_]*\b/g, (word) => name(word));
  return {
    ...table,
    name: tableName(table.name),
    columns: table.columns.map((column) => ({ ...column, name: name(column.name) })),
    primaryKey: table.primaryKey.map(name),
    indexes: table.indexes.map((index) => ({
      ...index,
      columns: index.columns.map(inText),
      where: index.where === null ? null : inText(index.where),
    })),
    uniques: table.uniques.map((unique) => ({ ...unique, columns: unique.columns.map(name) })),
    foreignKeys: table.foreignKeys.map((key) => ({
      ...key,
      columns: key.columns.map(name),
      table: tableName(key.table),
      references: key.references.map(nameIn(key.table)),
    })),
    checks: table.checks.map((check) => ({ ...check, expression: inText(check.expression) })),
    exclusions: table.exclusions.map((exclusion) => ({ ...exclusion, expression: inText(exclusion.expression) })),
  };
}

function inOrder(tables: readonly TableDescription[]): TableDescription[] {
  const left = new Map(tables.map((table) => [table.name, table]));
  const ordered: TableDescription[] = [];
  const visit = (table: TableDescription): void => {
    if (!left.delete(table.name)) return;
    for (const key of table.foreignKeys) {
      const target = left.get(key.table);
      if (target) visit(target);
    }
    ordered.push(table);
  };
  for (const table of tables) visit(table);
  return ordered;
}
