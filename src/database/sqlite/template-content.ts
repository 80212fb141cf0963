import Database from 'better-sqlite3';
import { HISTORY_TABLE } from '../migration-history.js';
import type { MigrationStep } from '../migration-job.js';
import { describeSqliteSchema, schemaFingerprint } from '../schema/index.js';
import { LEGACY_VERSION, READ_VERSION_OFFSET, WAL_VERSION, WRITE_VERSION_OFFSET } from './empty-database.js';
import { rowCounts } from './migration-checks.js';
import { inMemory } from './in-memory.js';
import { APPLICATION_ID } from './pragmas.js';

/** What two databases have in common that the same migrations have made. */
interface Content {
  readonly fingerprint: string;
  /** Objects that no fingerprint covers: views. */
  readonly others: readonly unknown[];
  readonly rows: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * Whether a file's content is a whole database of nobody, with the schema, the rows and the history that these
 * migrations give an empty one. Every new company gets it: a row too many would be everybody's.
 */
export function isMadeBy(content: Buffer, steps: readonly MigrationStep[]): boolean {
  if (content[WRITE_VERSION_OFFSET] !== WAL_VERSION || content[READ_VERSION_OFFSET] !== WAL_VERSION) return false;
  const copy = Buffer.from(content);
  // A database in memory has no log.
  copy[WRITE_VERSION_OFFSET] = LEGACY_VERSION;
  copy[READ_VERSION_OFFSET] = LEGACY_VERSION;
  const found = contentOfTemplate(copy, steps);
  return (
    found !== undefined &&
    areSame(
      found,
      inMemory(
        steps.flatMap(({ up }) => up),
        contentOf,
      ),
    )
  );
}

/** Undefined when it is none. */
function contentOfTemplate(bytes: Buffer, steps: readonly MigrationStep[]): Content | undefined {
  let database: Database.Database | undefined;
  try {
    database = new Database(bytes);
    return isWhole(database) && hasHistory(database, steps) ? contentOf(database) : undefined;
  } catch {
    return undefined;
  } finally {
    database?.close();
  }
}

function isWhole(database: Database.Database): boolean {
  const told = (pragma: string): unknown => database.pragma(pragma, { simple: true });
  return told('application_id') === APPLICATION_ID && told('user_version') === 0 && told('integrity_check') === 'ok';
}

function hasHistory(database: Database.Database, steps: readonly MigrationStep[]): boolean {
  const rows = database.prepare(`SELECT name, checksum FROM ${HISTORY_TABLE} ORDER BY name`).all();
  return areSame(
    rows,
    steps.map(({ name, checksum }) => ({ name, checksum })),
  );
}

/** As text: what better-sqlite3 gives has other prototypes than our own objects where modules run in their own realm. */
function areSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function contentOf(database: Database.Database): Content {
  const tables = Object.keys(rowCounts(database)).sort();
  const rowsOf = (table: string): unknown[] => database.prepare(`SELECT * FROM "${table}" ORDER BY 1`).raw().all();
  return {
    fingerprint: schemaFingerprint(describeSqliteSchema(database)),
    others: database.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'view' ORDER BY name`).raw().all(),
    rows: Object.fromEntries(tables.map((table) => [table, rowsOf(table)])),
  };
}
