import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { MadeMigration, MigratedDatabase, ScratchEngine } from '../make-migrations/index.js';
import { makeMigrations, missingMigrations, SourceTree } from '../make-migrations/index.js';
import { entityOf } from './columns.js';
import { compile } from './compilation.js';
import { planModel } from './model-plan.js';
import type { ModelPlan } from './model-plan.js';
import { InvalidModelError, UnmadeMigrationsError } from './new-model.errors.js';
import { PAGE_REGISTRATIONS } from './page-registrations.js';
import { REGISTRATIONS } from './registrations.js';
import { folderSources } from './sources/folder-sources.js';
import { pageSources } from './sources/page-sources.js';
import { specSource } from './sources/spec-source.js';
import type { Tools } from './tools.js';
import { WrittenFiles } from './written-files.js';

/** The sources that a model is written into. */
export interface Sources {
  /** Folder of package.json. */
  readonly root: string;
  readonly tools: Tools;
  /** The databases of companies, as they are now. */
  readonly tenants: MigratedDatabase;
  /** Their tables. */
  readonly tables: ReadonlySet<string>;
}

export interface Workshop extends Sources {
  /** SQLite and PostgreSQL, in this order. */
  readonly engines: readonly ScratchEngine[];
  /** Once it is aborted, everything is taken back at the next opportunity. */
  readonly stop: AbortSignal;
}

const NO_HINTS = { renames: [], drops: [], defaults: new Map<string, string>() };
/** The architecture test's limit. */
const LONGEST_FILE = 200;

/**
 * What is to be written, before anything is.
 * @param name in the singular: `invoice`.
 * @param fields such as `number:string:unique`, see parseField.
 * @throws InvalidModelError, NoSourcesError
 */
export function plan(name: string, fields: readonly string[], { root, tables, tools }: Sources): ModelPlan {
  new SourceTree(root).assertOlderThanProgram();
  const names = (folder: string): string[] => readdirSync(join(root, folder)).map((name) => name.replace(/\.ts$/, ''));
  const folders = new Set(['src', 'web/src', 'web/src/texts/en'].flatMap(names));
  return planModel(name, fields, { folders, tables }, tools.plurals);
}

/**
 * Writes a clinic model: its folder, migration, tests, page, and its line wherever all models are listed.
 * @returns paths from the root. @throws InvalidModelError, UnmadeMigrationsError, UnexpectedSourceError, ModelNotCompiledError;
 *   everything is then as it was.
 */
export async function newModel(model: ModelPlan, workshop: Workshop, now: Date): Promise<string[]> {
  const files = new WrittenFiles(workshop.root);
  const missing = await missingMigrations(workshop.engines, [workshop.tenants], NO_HINTS);
  if (missing.length > 0) throw new UnmadeMigrationsError(missing);
  for (const folder of ['src', 'web/src']) files.own(`${folder}/${model.names.many}`);
  try {
    await writeSources(model, files, workshop);
    workshop.stop.throwIfAborted();
    await writeMigration(model, files, workshop, now);
    workshop.stop.throwIfAborted();
    await compile(files, model.names.many);
    workshop.stop.throwIfAborted();
    return files.paths;
  } catch (error) {
    files.undo();
    throw error;
  }
}

async function writeSources(model: ModelPlan, files: WrittenFiles, { root, tools }: Workshop): Promise<void> {
  const { many } = model.names;
  const format = (text: string, path: string): Promise<string> => tools.format(text, join(root, path));
  const added = {
    ...inFolder(`src/${many}`, folderSources(model)),
    ...pageSources(model),
    [`test/e2e/${many}.spec.ts`]: specSource(model),
  };
  for (const [path, source] of Object.entries(added)) {
    const text = await format(source, path);
    if (text.split('\n').length - 1 > LONGEST_FILE) {
      throw new InvalidModelError(
        `${basename(path)} would have more than ${LONGEST_FILE} lines: begin with fewer fields.`,
      );
    }
    files.add(path, text);
  }
  for (const [path, register] of Object.entries({ ...REGISTRATIONS, ...PAGE_REGISTRATIONS })) {
    const text = register(files.read(path), model);
    files.replace(path, path.endsWith('.md') ? text : await format(text, path));
  }
}

async function writeMigration(model: ModelPlan, files: WrittenFiles, workshop: Workshop, now: Date): Promise<void> {
  const { root, engines, tenants } = workshop;
  const database = { ...tenants, entities: [...tenants.entities, entityOf(model)] };
  const request = { hints: NO_HINTS, name: `create-${model.names.many}`, now };
  const [made] = (await makeMigrations(engines, [database], new SourceTree(root), request)) as [MadeMigration];
  files.wrote(made.file);
}

function inFolder(folder: string, sources: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [`${folder}/${name}`, source]));
}
