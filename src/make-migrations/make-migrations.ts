import type { ObjectLiteral } from 'typeorm';
import { entityMetadata, sensitiveTables } from '../database/index.js';
import type { CellMove, Migration } from '../database/index.js';
import { compare, prove, statementsFor, tablesIn } from './engine-change.js';
import type { EngineChange, Statements } from './engine-change.js';
import { tablesOf } from './entity-tables.js';
import { SaidValues } from './fill-values.js';
import { assertAllConcern } from './hints.js';
import type { Hints } from './hints.js';
import { movedCells } from './moved-cells.js';
import { migrationTimes, nameFor } from './migration-name.js';
import { classNameOf } from './migration-source.js';
import type { MigrationDraft } from './migration-source.js';
import type { ScratchEngine } from './scratch-engine.js';
import type { SourceTree } from './source-tree.js';
import { unsaidMoves } from './unsaid-moves.js';
import { writeMigration } from './write-migration.js';

/** A kind of database: what it should look like, and what its migrations are. */
export interface MigratedDatabase {
  readonly what: 'master' | 'tenants';
  readonly entities: readonly (new () => ObjectLiteral)[];
  readonly migrations: readonly Migration[];
}

export interface MakeRequest {
  readonly hints: Hints;
  /** Words of the migrations' names; made up from the change when absent. */
  readonly name?: string | undefined;
  readonly now: Date;
}

/** A migration that was written. */
export interface MadeMigration {
  readonly name: string;
  /** From the folder of package.json. */
  readonly file: string;
  readonly sqlite: Statements;
  readonly postgres: Statements;
  /** Encrypted columns whose values it seals anew, for the names that they have afterwards. */
  readonly moved?: readonly CellMove[];
}

/**
 * What migrations lack that entities ask for, and what they do not say of encrypted texts, in words; empty when nothing.
 * @throws AmbiguousChangeError, UnknownHintError.
 */
export async function missingMigrations(
  engines: readonly ScratchEngine[],
  databases: readonly MigratedDatabase[],
  hints: Hints,
): Promise<string[]> {
  const changes: EngineChange[] = [];
  for (const database of databases) changes.push(...(await changesOf(engines, database, hints)));
  assertAllConcern(
    hints,
    changes.map((change) => change.hints),
  );
  const unsaid: string[] = [];
  for (const { migrations, entities } of databases)
    unsaid.push(...unsaidMoves(migrations, await encryptedIn(entities)));
  return [...new Set([...changes.flatMap(({ missing }) => missing), ...unsaid])];
}

async function encryptedIn(entities: MigratedDatabase['entities']): Promise<string[]> {
  const tables = sensitiveTables((await entityMetadata(entities)).entityMetadatas);
  return tables.flatMap(({ columns }) => columns.map(({ table, column }) => `${table}.${column}`));
}

/**
 * Writes one migration for each folder whose tables change, after it has been tried on both engines: up, down and up again.
 * @param engines SQLite and PostgreSQL, in this order.
 * @throws AmbiguousChangeError, UnknownHintError, ValueNeededError, UnsupportedChangeError, WrongMigrationError,
 *   NoSourcesError; nothing has been written then.
 */
export async function makeMigrations(
  engines: readonly ScratchEngine[],
  databases: readonly MigratedDatabase[],
  sources: SourceTree,
  request: MakeRequest,
): Promise<MadeMigration[]> {
  const times = migrationTimes(
    databases.flatMap(({ migrations }) => migrations),
    request.now,
  );
  // Looked at as a whole before anything is made of a part.
  await missingMigrations(engines, databases, request.hints);
  const drafts: Draft[] = [];
  for (const database of databases) drafts.push(...(await draftsOf(engines, database, sources, request, times)));
  const made: MadeMigration[] = [];
  for (const { folder, ...draft } of drafts) {
    made.push({ ...draft, file: await writeMigration(sources, folder, classNameOf(draft.name), draft) });
  }
  return made;
}

type Draft = MigrationDraft & { readonly folder: string };

async function draftsOf(
  engines: readonly ScratchEngine[],
  database: MigratedDatabase,
  sources: SourceTree,
  { hints, name }: MakeRequest,
  times: Iterator<string>,
): Promise<Draft[]> {
  const changes = await changesOf(engines, database, hints);
  const folders = groupedByFolder(changes, sources);
  const sensitive = sensitiveTables((await entityMetadata(database.entities)).entityMetadatas);
  const drafts: Draft[] = [];
  for (const [folder, tables] of folders) {
    const fill = new SaidValues(hints.defaults);
    const [sqlite, postgres] = changes.map((change) => statementsFor(change, tables, fill));
    const words = name ?? nameFor(changes[0]!.up, tables);
    const moved = movedCells(sensitive, changes[0]!.up.renames, tables);
    const migration = { name: `${times.next().value}-${words}`, sqlite: sqlite!, postgres: postgres! };
    drafts.push({ folder, ...migration, ...(moved.length > 0 && { moved }) });
  }
  for (const change of changes)
    await prove(
      change,
      drafts.map((draft) => draft[change.engine.kind]),
    );
  return drafts;
}

async function changesOf(
  engines: readonly ScratchEngine[],
  { entities, migrations }: MigratedDatabase,
  hints: Hints,
): Promise<EngineChange[]> {
  const { entityMetadatas } = await entityMetadata(entities);
  const changes: EngineChange[] = [];
  for (const engine of engines) {
    changes.push(await compare(engine, migrations, tablesOf(entityMetadatas, engine.kind), hints));
  }
  return changes;
}

/** Folders in the order in which their migrations must run: those of tables that others refer to first. */
function groupedByFolder(changes: readonly EngineChange[], sources: SourceTree): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const table of new Set(changes.flatMap(({ up }) => tablesIn(up)))) {
    const folder = sources.folderOf(table);
    folders.set(folder, (folders.get(folder) ?? new Set()).add(table));
  }
  return folders;
}
