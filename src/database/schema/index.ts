import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

export function describeSqliteSchema(database: Database): unknown {
  return database
    .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name <> 'schema_migration' ORDER BY type, name")
    .all();
}

export function schemaFingerprint(description: unknown): string {
  return createHash('sha256').update(JSON.stringify(description)).digest('hex').slice(0, 16);
}
