import { differences } from '../database/index.js';
import type { Migration, SchemaDescription, TableDescription } from '../database/index.js';
import { NeutralValues } from './fill-values.js';
import type { FillValues } from './fill-values.js';
import { assertUnambiguous, concerning, renamesOf } from './hints.js';
import type { Hints } from './hints.js';
import { WrongMigrationError } from './make-migrations.errors.js';
import type { ScratchEngine } from './scratch-engine.js';
import { changeBetween, reversed } from './table-change.js';
import type { Renames, SchemaChange, TableChange } from './table-change.js';

/** What one engine's migrations lack. */
export interface EngineChange {
  readonly engine: ScratchEngine;
  /** Those that concern this database. */
  readonly hints: Hints;
  readonly up: SchemaChange;
  readonly down: SchemaChange;
  /** In words; empty when nothing is missing. */
  readonly missing: readonly string[];
  /** What the present migrations run. */
  readonly history: readonly string[];
  readonly before: SchemaDescription;
  readonly after: SchemaDescription;
}

/** Statements for one group of tables. */
export interface Statements {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/**
 * Compares what migrations make of an empty database with what entities ask for. Both are made and read back, so that an
 * engine's own spelling of types, defaults and conditions is the same on both sides.
 * @throws UnknownHintError, AmbiguousChangeError; the engine's own errors.
 */
export async function compare(
  engine: ScratchEngine,
  migrations: readonly Migration[],
  tables: readonly TableDescription[],
  allHints: Hints,
): Promise<EngineChange> {
  const history = migrations.flatMap((migration) => migration[engine.kind].up);
  const before = await engine.describe(history);
  const wanted = engine.statements(changeBetween([], tables, NO_RENAMES), new NeutralValues());
  // What entities do not know of, triggers, stays as it is.
  const after = withTriggers(await engine.describe(wanted), before);
  const hints = concerning(allHints, [before, after]);
  const renames = renamesOf(hints, before, after);
  assertUnambiguous(hints, renames, before, after);
  return {
    engine,
    hints,
    history,
    before,
    after,
    missing: differences(after, before),
    up: changed(changeBetween(before, after, renames)),
    down: changed(changeBetween(after, before, reversed(renames))),
  };
}

export const NO_RENAMES: Renames = { tables: new Map(), columns: new Map() };

/** The statements of the part of a change that concerns these tables. @throws ValueNeededError, UnsupportedChangeError */
export function statementsFor(
  { engine, up, down }: EngineChange,
  tables: ReadonlySet<string>,
  fill: FillValues,
): Statements {
  const oldNames = [...up.renames.tables].filter(([, to]) => tables.has(to)).map(([from]) => from);
  return {
    up: engine.statements(only(up, tables), fill),
    down: engine.statements(only(down, new Set([...tables, ...oldNames])), new NeutralValues()),
  };
}

/**
 * Tries the statements: up gives what the entities ask for, down what there was, and up again.
 * @param parts in the order in which they run.
 * @throws WrongMigrationError; the engine's own errors.
 */
export async function prove(
  { engine, history, before, after }: EngineChange,
  parts: readonly Statements[],
): Promise<void> {
  const up = parts.flatMap((part) => part.up);
  const down = [...parts].reverse().flatMap((part) => part.down);
  const check = async (way: string, expected: SchemaDescription, statements: readonly string[]): Promise<void> => {
    const found = differences(expected, await engine.describe([...history, ...statements]));
    if (found.length > 0) throw new WrongMigrationError(engine.kind, way, found);
  };
  await check('on the way up', after, up);
  await check('on the way back', before, [...up, ...down]);
  await check('on the second way up', after, [...up, ...down, ...up]);
}

/** Tables of a change by their names after it, and before it if they are dropped. */
export function tablesIn({ renames, created, dropped, changed: tables }: SchemaChange): string[] {
  const names = [created, dropped, tables.map(({ to }) => to)].flat().map(({ name }) => name);
  return [...new Set([...names, ...renames.tables.values(), ...renames.columns.keys()])];
}

function only(change: SchemaChange, tables: ReadonlySet<string>): SchemaChange {
  const isIn = ({ name }: { readonly name: string }): boolean => tables.has(name);
  return {
    renames: {
      tables: new Map([...change.renames.tables].filter(([from, to]) => tables.has(from) || tables.has(to))),
      columns: new Map([...change.renames.columns].filter(([table]) => tables.has(table))),
    },
    created: change.created.filter(isIn),
    dropped: change.dropped.filter(isIn),
    changed: change.changed.filter(({ to }) => isIn(to)),
  };
}

/** Without the tables that stay as they are. */
function changed(change: SchemaChange): SchemaChange {
  const differs = ({ from, to }: TableChange): boolean => differences([to], [from]).length > 0;
  return { ...change, changed: change.changed.filter(differs) };
}

function withTriggers(schema: SchemaDescription, before: SchemaDescription): SchemaDescription {
  return schema.map((table) => ({
    ...table,
    triggers: before.find(({ name }) => name === table.name)?.triggers ?? table.triggers,
  }));
}
