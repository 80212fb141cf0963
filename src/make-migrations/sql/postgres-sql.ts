import { createIndex } from '../../database/index.js';
import type { ColumnDescription, TableDescription } from '../../database/index.js';
import type { FillValues } from '../fill-values.js';
import { UnsupportedChangeError } from '../make-migrations.errors.js';
import { columnChanges, without } from '../table-change.js';
import type { SchemaChange, TableChange } from '../table-change.js';
import { columnSql, constraint, createTable, foreignKeySql } from './table-sql.js';

/** The statements that make a change on PostgreSQL. @throws ValueNeededError, UnsupportedChangeError */
export function postgresStatements(change: SchemaChange, fill: FillValues): string[] {
  const { renames, created, dropped, changed } = change;
  return [
    ...[...renames.tables].map(([from, to]) => `ALTER TABLE ${from} RENAME TO ${to}`),
    ...[...renames.columns].flatMap(([table, names]) =>
      [...names].map(([from, to]) => `ALTER TABLE ${table} RENAME COLUMN ${from} TO ${to}`),
    ),
    ...created.flatMap((table) => [
      createTable(table, 'postgres'),
      ...table.indexes.map((index) => createIndex(index, table.name)),
    ]),
    ...changed.flatMap((each) => changeTable(each, fill)),
    ...dropped.map((table) => `DROP TABLE ${table.name}`),
  ];
}

function changeTable(change: TableChange, fill: FillValues): string[] {
  const { from, to } = change;
  if (JSON.stringify([from.primaryKey, from.isNumbered]) !== JSON.stringify([to.primaryKey, to.isNumbered])) {
    throw new UnsupportedChangeError(`The primary key of ${to.name} changes`);
  }
  const { added, dropped, changed } = columnChanges(change);
  const gone = constraintsOf(from, to);
  const lost = without(from.indexes, to.indexes, (index) => index);
  return [
    ...gone.map(({ name }) => `ALTER TABLE ${to.name} DROP CONSTRAINT ${name}`),
    ...lost.map(({ name }) => `DROP INDEX ${name}`),
    ...dropped.map(({ name }) => `ALTER TABLE ${to.name} DROP COLUMN ${name}`),
    ...added.flatMap((column) => addColumn(column, to, fill)),
    ...changed.flatMap((each) => changeColumn(each.from, each.to, to, fill)),
    ...constraintsOf(to, from).map(({ sql }) => `ALTER TABLE ${to.name} ADD ${sql}`),
    ...without(to.indexes, from.indexes, (index) => index).map((index) => createIndex(index, to.name)),
  ];
}

/** Constraints of a table of which the other has no equal. */
function constraintsOf(table: TableDescription, other: TableDescription): { name: string; sql: string }[] {
  return [
    ...without(table.uniques, other.uniques, ({ columns }) => columns).map(({ name, columns }) => ({
      name,
      sql: `${constraint(name)}UNIQUE (${columns.join(', ')})`,
    })),
    ...without(table.foreignKeys, other.foreignKeys, ({ name: _name, ...key }) => key).map((key) => ({
      name: key.name,
      sql: foreignKeySql(key),
    })),
    ...without(table.checks, other.checks, ({ expression }) => expression).map(({ name, expression }) => ({
      name,
      sql: `${constraint(name)}CHECK (${expression})`,
    })),
    ...without(table.exclusions, other.exclusions, ({ expression }) => expression).map(({ name, expression }) => ({
      name,
      sql: `${constraint(name)}EXCLUDE ${expression}`,
    })),
  ];
}

function addColumn(column: ColumnDescription, table: TableDescription, fill: FillValues): string[] {
  const add = `ALTER TABLE ${table.name} ADD COLUMN ${columnSql(column, table, 'postgres')}`;
  if (!column.notNull || column.default !== null) return [add];
  return [
    `${add} DEFAULT ${fill.valueFor(table, column)}`,
    `ALTER TABLE ${table.name} ALTER COLUMN ${column.name} DROP DEFAULT`,
  ];
}

function changeColumn(
  from: ColumnDescription,
  to: ColumnDescription,
  table: TableDescription,
  fill: FillValues,
): string[] {
  const alter = `ALTER TABLE ${table.name} ALTER COLUMN ${to.name}`;
  const statements: string[] = [];
  if (from.type !== to.type) statements.push(`${alter} TYPE ${to.type} USING ${to.name}::${to.type}`);
  if (from.default !== to.default)
    statements.push(to.default === null ? `${alter} DROP DEFAULT` : `${alter} SET DEFAULT ${to.default}`);
  if (to.notNull && !from.notNull) {
    const value = fill.valueFor(table, to);
    statements.push(`UPDATE ${table.name} SET ${to.name} = ${value} WHERE ${to.name} IS NULL`);
    statements.push(`${alter} SET NOT NULL`);
  }
  if (!to.notNull && from.notNull) statements.push(`${alter} DROP NOT NULL`);
  return statements;
}
