import type { ObjectLiteral } from 'typeorm';

export type EngineKind = 'sqlite' | 'postgres';

/**
 * Logical name of a database: `master`, `tenant_<slug with _>`, and the engine's working names `provisioning_<number>`,
 * `template_<fingerprint>` and `scratch_<purpose, number of the owner, …>`, which is not to last.
 */
export type DatabaseName =
  'master' | `tenant_${string}` | `provisioning_${string}` | `template_${string}` | `scratch_${string}`;

/** What a DataSource needs to know besides the name of its database. */
export interface DatabaseSchema {
  readonly entities: readonly (new () => ObjectLiteral)[];
  /** The owner's number that the database must carry; absent: not checked. */
  readonly stamp?: number;
}

/** Statements on one database inside one exclusive transaction, for schema changes. */
export interface SchemaSession {
  query(sql: string, parameters?: readonly unknown[]): Promise<unknown[]>;
}
