import type { AppliedMigration } from './migration-history.js';
import type { SchemaDescription } from './schema/index.js';

/** What a database really is, whatever anybody says of it. */
export interface DatabaseInspection {
  /** What its history says was applied, in order; nothing when it has none. */
  readonly history: readonly AppliedMigration[];
  readonly schema: SchemaDescription;
  /** What the engine finds wrong in its structures, in its words; they name tables, indexes and pages, never values. */
  readonly damages: readonly string[];
  /** Indexes whose entries are not those of their table; making them anew mends that. */
  readonly damagedIndexes: readonly string[];
  /** Tables with rows that refer to rows that do not exist, and how many. */
  readonly orphans: Readonly<Record<string, number>>;
  /** Names of files that killed processes left beside it. */
  readonly leftovers: readonly string[];
}
