import type { CellSecrets } from './cells/cell-cipher.js';
import type { CellMove } from './cells/cell-moves.js';
import type { DatabaseName } from './database-engine.js';

/** One engine's half of a migration, as plain data, so that it can go to another thread. */
export interface MigrationStep {
  readonly name: string;
  readonly checksum: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
  readonly moved?: readonly CellMove[] | undefined;
}

/** What is to be done to one database. */
export interface MigrationJob {
  readonly database: DatabaseName;
  /** The owner's number that the database must carry; absent: not checked. */
  readonly stamp?: number | undefined;
  /** All migrations of this program, in order. */
  readonly steps: readonly MigrationStep[];
  /** What the history is told, ISO 8601. */
  readonly appliedAt: string;
  /** Whether a copy is made first, to which the database goes back if the storage fails at the wrong moment. */
  readonly snapshot: boolean;
  /**
   * Takes everything newer than the migration of this name back by its down SQL, instead of applying what is pending;
   * '': everything. Not a number of migrations: said twice, it does the same.
   */
  readonly keep?: string | undefined;
  /** What the owner's texts are encrypted with; the engine adds it. */
  readonly cells?: CellSecrets | undefined;
}

/** What was done. */
export interface MigrationJobResult {
  /** Names, in order; empty when nothing was pending. */
  readonly applied: readonly string[];
  /** Names, newest first. */
  readonly undone: readonly string[];
  /** Name of the newest migration that the database has now; empty when it has none. */
  readonly schemaVersion: string;
  /** Of the schema as it is now (see schemaFingerprint); empty when nothing was done. */
  readonly fingerprint: string;
  /** Rows of every table now; empty when nothing was done. */
  readonly rows: Readonly<Record<string, number>>;
  readonly durationMs: number;
}

/** Where migrations run: in this thread, or in others. */
export abstract class MigrationExecutor {
  /** How many jobs run at the same time; more wait. Whoever changes it does so before the first job. */
  abstract width: number;

  /**
   * Brings one database up to date, or back; all of it in one transaction, or nothing.
   * @throws MigrationHistoryError, ForeignKeyCheckError, IntegrityCheckError, RowCountError, CellsMovedError, DatabaseMissingError,
   *   ForeignDatabaseError, DatabaseBusyError, NoWayBackError, or the error of the statement that failed; the
   *   database is then as it was.
   */
  abstract run(job: MigrationJob): Promise<MigrationJobResult>;
}
