/** What is in a database, as far as two of them are compared. */
export interface DatabaseContent {
  /** Name of its newest migration; empty when there is none. */
  readonly schemaVersion: string;
  /** Of its real schema, see schemaFingerprint. */
  readonly fingerprint: string;
  /** Rows of every table but the engine's own and the history of migrations. */
  readonly rows: Readonly<Record<string, number>>;
}
