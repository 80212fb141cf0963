/** A table as a snapshot has it. */
export interface SnapshotTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** A value as the database keeps it. */
export type SnapshotValue = string | number | bigint | Buffer | null;
export type SnapshotRow = readonly SnapshotValue[];

export interface SnapshotOptions {
  /** Tables whose rows are left out. */
  readonly without?: readonly string[];
  /** Whether sensitive columns are as they are stored; else they are in plain text. */
  readonly isSealed?: boolean;
}

/** A company's database as it was at one moment, apart from the database, for reading at leisure. */
export abstract class DatabaseSnapshot {
  /** All tables but the engine's own, by name. */
  abstract readonly tables: readonly SnapshotTable[];

  /** Name of its newest migration; empty when there is none. */
  abstract readonly schemaVersion: string;

  /** Size of the SQLite file in bytes. */
  abstract readonly sizeBytes: number;

  /** Rows of a table in order of their number, in portions that are read in a millisecond or so. */
  abstract portions(table: SnapshotTable): AsyncGenerator<readonly SnapshotRow[]>;

  /** The snapshot as a SQLite file, chunk by chunk. */
  abstract bytes(): AsyncGenerator<Buffer>;

  /** Gives its place on the disk back; calling it twice is fine. */
  abstract close(): Promise<void>;
}
