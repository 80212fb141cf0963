/** Grows when an older program could not read what a newer one writes. */
export const EXPORT_FORMAT = 1;

/** Names in an export. */
export const MANIFEST_FILE = 'manifest.json';
export const DATABASE_FILE = 'database.sqlite3';
export const JSON_FILE = 'data.json';
export const csvFile = (table: string): string => `csv/${table}.csv`;

/** A file of an export, as the manifest tells of it. */
export interface ExportedFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What an export says of itself. */
export interface ExportManifest {
  readonly format: number;
  readonly company: ExportedCompany;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Name of the newest migration. */
  readonly schemaVersion: string;
  /** Rows per table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Everything else in the archive, by name. */
  readonly files: Readonly<Record<string, ExportedFile>>;
}

/** The company as it tells of itself; its people are no part of an export. */
export interface ExportedCompany {
  readonly slug: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly address: string | null;
}
