import { differences } from '../database/index.js';
import type { SchemaDescription } from '../database/index.js';
import { AmbiguousChangeError, UnknownHintError } from './make-migrations.errors.js';
import { changeBetween, columnChanges } from './table-change.js';
import type { Renames } from './table-change.js';

/** What whoever makes the migrations says about the change, where the schemas alone cannot tell. */
export interface Hints {
  /** `table:newtable` or `table.column:newcolumn`, with the table's new name. */
  readonly renames: readonly string[];
  /** `table` or `table.column`. */
  readonly drops: readonly string[];
  /** Values by `table.column`. */
  readonly defaults: ReadonlyMap<string, string>;
}

/** The hints that concern tables of these schemas; each must concern some database's. */
export function concerning(hints: Hints, schemas: readonly SchemaDescription[]): Hints {
  const tables = new Set(schemas.flat().map(({ name }) => name));
  const isOurs = (hint: string): boolean => tables.has(/^\w+/.exec(hint)?.[0] ?? '');
  return {
    renames: hints.renames.filter(isOurs),
    drops: hints.drops.filter(isOurs),
    defaults: new Map([...hints.defaults].filter(([column]) => isOurs(column))),
  };
}

/** @throws UnknownHintError for the first hint that concerns nothing. */
export function assertAllConcern(hints: Hints, used: readonly Hints[]): void {
  const check = (option: string, said: Iterable<string>, known: readonly string[]): void => {
    for (const hint of said) if (!known.includes(hint)) throw new UnknownHintError(`--${option} ${hint}`);
  };
  check(
    'rename',
    hints.renames,
    used.flatMap(({ renames }) => renames),
  );
  check(
    'drop',
    hints.drops,
    used.flatMap(({ drops }) => drops),
  );
  check(
    'default',
    hints.defaults.keys(),
    used.flatMap(({ defaults }) => [...defaults.keys()]),
  );
}

const RENAME = /^([a-z_][a-z0-9_]*)(?:\.([a-z_][a-z0-9_]*))?:([a-z_][a-z0-9_]*)$/;

/**
 * The renames that were said, checked against both schemas.
 * @throws UnknownHintError for one that renames what is not there, or to what is not wanted.
 */
export function renamesOf(hints: Hints, before: SchemaDescription, after: SchemaDescription): Renames {
  const tables = new Map<string, string>();
  const columns = new Map<string, Map<string, string>>();
  for (const hint of hints.renames) {
    const [, table = '', column, to = ''] = RENAME.exec(hint) ?? [];
    if (column === undefined) tables.set(table, to);
    else columns.set(table, (columns.get(table) ?? new Map<string, string>()).set(column, to));
  }
  const renames = { tables, columns };
  for (const hint of hints.renames)
    if (!fits(hint, renames, before, after)) throw new UnknownHintError(`--rename ${hint}`);
  return renames;
}

function fits(hint: string, { tables }: Renames, before: SchemaDescription, after: SchemaDescription): boolean {
  const [, table = '', column, to = ''] = RENAME.exec(hint) ?? [];
  const [wanted, oldName] =
    column === undefined ? [to, table] : [table, [...tables].find(([, name]) => name === table)?.[0] ?? table];
  const [old, next] = [before.find(({ name }) => name === oldName), after.find(({ name }) => name === wanted)];
  if (!old || !next || column === undefined) return old !== undefined && next !== undefined;
  const has = (columns: readonly { name: string }[], name: string): boolean =>
    columns.some((each) => each.name === name);
  return has(old.columns, column) && !has(next.columns, column) && has(next.columns, to) && !has(old.columns, to);
}

/**
 * Refuses to guess: of what is gone and what is new in one place, each pair could be one thing with another name.
 * @throws AmbiguousChangeError
 */
export function assertUnambiguous(
  hints: Hints,
  renames: Renames,
  before: SchemaDescription,
  after: SchemaDescription,
): void {
  if (differences(after, before).length === 0) return;
  const change = changeBetween(before, after, renames);
  const dropped = (names: readonly string[]): string[] => names.filter((name) => !hints.drops.includes(name));
  const tables = dropped(change.dropped.map(({ name }) => name));
  const created = change.created.map(({ name }) => name);
  if (tables.length > 0 && created.length > 0) throw new AmbiguousChangeError(tables, created);
  for (const table of change.changed) {
    const columns = columnChanges(table);
    const path = ({ name }: { name: string }): string => `${table.to.name}.${name}`;
    const gone = dropped(columns.dropped.map(path));
    const added = columns.added.map(path);
    if (gone.length > 0 && added.length > 0) throw new AmbiguousChangeError(gone, added);
  }
}
