import { createIndex } from '../../database/index.js';
import type { ColumnDescription, TableDescription } from '../../database/index.js';
import type { FillValues } from '../fill-values.js';
import { columnChanges, without } from '../table-change.js';
import type { SchemaChange, TableChange } from '../table-change.js';
import { columnSql, constraint, createTable } from './table-sql.js';

/** Ending of the name that a table has while it is built anew. */
const NEW = '_new';

/** The statements that make a change on SQLite. @throws ValueNeededError */
export function sqliteStatements(change: SchemaChange, fill: FillValues): string[] {
  const { renames, created, dropped, changed } = change;
  return [
    ...[...renames.tables].map(([from, to]) => `ALTER TABLE ${from} RENAME TO ${to}`),
    ...[...renames.columns].flatMap(([table, names]) =>
      [...names].map(([from, to]) => `ALTER TABLE ${table} RENAME COLUMN ${from} TO ${to}`),
    ),
    ...created.flatMap((table) => [
      createTable(table, 'sqlite'),
      ...table.indexes.map((index) => createIndex(index, table.name)),
    ]),
    ...changed.flatMap((each) => changeTable(each, fill)),
    ...dropped.map((table) => `DROP TABLE ${table.name}`),
  ];
}

function changeTable(change: TableChange, fill: FillValues): string[] {
  if (needsRebuilding(change)) return rebuild(change, fill);
  const { from, to } = change;
  const lost = without(from.indexes, to.indexes, (index) => index);
  const added = without(to.indexes, from.indexes, (index) => index);
  return [
    ...lost.map(({ name }) => `DROP INDEX ${name}`),
    ...columnChanges(change).added.map((column) => addColumn(column, to)),
    ...added.map((index) => createIndex(index, to.name)),
  ];
}

/** SQLite can add columns that need no value, and indexes; for all else a table is made anew (sqlite.org/lang_altertable). */
function needsRebuilding(change: TableChange): boolean {
  const { from, to } = change;
  const { added, dropped, changed } = columnChanges(change);
  const keysOf = (table: TableDescription): TableDescription['foreignKeys'] =>
    table.foreignKeys.filter((key) => !isAdded(key.columns, added));
  return (
    dropped.length > 0 ||
    changed.length > 0 ||
    !added.every((column) => isAddable(column, to)) ||
    JSON.stringify([from.primaryKey, from.isNumbered]) !== JSON.stringify([to.primaryKey, to.isNumbered]) ||
    differ(from.uniques, to.uniques, ({ columns }) => columns) ||
    differ(keysOf(from), keysOf(to), ({ name: _name, ...key }) => key) ||
    differ(from.checks, to.checks, ({ expression }) => expression)
  );
}

function isAddable(column: ColumnDescription, table: TableDescription): boolean {
  const refers = table.foreignKeys.filter((key) => key.columns.includes(column.name));
  const isKeyOfMany = refers.some((key) => key.columns.length > 1);
  // With a default other than NULL a reference cannot be added.
  if (refers.length > 0 && (isKeyOfMany || column.notNull || column.default !== null)) return false;
  const isConstant = column.default === null || /^('([^']|'')*'|-?[0-9.]+|TRUE|FALSE|NULL)$/i.test(column.default);
  return isConstant && (!column.notNull || column.default !== null);
}

function isAdded(columns: readonly string[], added: readonly ColumnDescription[]): boolean {
  return columns.length === 1 && added.some(({ name }) => name === columns[0]);
}

function addColumn(column: ColumnDescription, table: TableDescription): string {
  const key = table.foreignKeys.find(({ columns }) => columns.length === 1 && columns[0] === column.name);
  const action = !key || key.onDelete === 'NO ACTION' ? '' : ` ON DELETE ${key.onDelete}`;
  const reference = key
    ? ` ${constraint(key.name)}REFERENCES ${key.table} (${key.references.join(', ')})${action}`
    : '';
  return `ALTER TABLE ${table.name} ADD COLUMN ${columnSql(column, table, 'sqlite')}${reference}`;
}

/** Under another name, filled, and put in the old one's place; whoever refers to it refers to the new one then. */
function rebuild(change: TableChange, fill: FillValues): string[] {
  const { from, to } = change;
  const name = to.name + NEW;
  const values = to.columns.map((column) => valueOf(column, change, fill));
  const order = from.primaryKey.length > 0 ? ` ORDER BY ${from.primaryKey.join(', ')}` : '';
  return [
    createTable(to, 'sqlite', name),
    `INSERT INTO ${name} (${to.columns.map((column) => column.name).join(', ')})\n` +
      `  SELECT ${values.join(', ')} FROM ${from.name}${order}`,
    ...(from.isNumbered && to.isNumbered ? keepNumbers(from.name, name) : []),
    `DROP TABLE ${from.name}`,
    `ALTER TABLE ${name} RENAME TO ${to.name}`,
    ...to.indexes.map((index) => createIndex(index, to.name)),
    ...from.triggers.map(({ sql }) => sql),
  ];
}

function valueOf(column: ColumnDescription, { from, to }: TableChange, fill: FillValues): string {
  const before = from.columns.find(({ name }) => name === column.name);
  if (before === undefined) return column.notNull ? fill.valueFor(to, column) : (column.default ?? 'NULL');
  if (column.notNull && !before.notNull) return `COALESCE(${column.name}, ${fill.valueFor(to, column)})`;
  return column.name;
}

/** Numbers of rows that are gone must not be given out again. */
function keepNumbers(from: string, to: string): string[] {
  return [
    `DELETE FROM sqlite_sequence WHERE name = '${to}'`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT '${to}', seq FROM sqlite_sequence WHERE name = '${from}'`,
  ];
}

function differ<T>(before: readonly T[], after: readonly T[], keyOf: (value: T) => unknown): boolean {
  return without(before, after, keyOf).length + without(after, before, keyOf).length > 0;
}
