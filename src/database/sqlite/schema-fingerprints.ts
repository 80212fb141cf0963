import type { Database } from 'better-sqlite3';
import { describeSqliteSchema, schemaFingerprint } from '../schema/index.js';

/** Of one program's companies nearly all have the same. */
const MOST_KEPT = 100;
const TEXT = `SELECT group_concat(name || ' ' || tbl_name || ' ' || coalesce(sql, ''), char(10)) FROM
  (SELECT name, tbl_name, sql FROM sqlite_schema ORDER BY type, name)`;

const known = new Map<string, string>();

/** The fingerprint of a database's real schema; described once for all databases whose schema has the very same text. */
export function fingerprintOf(database: Database): string {
  const text = database.prepare<[], string | null>(TEXT).pluck().get() ?? '';
  const fingerprint = known.get(text) ?? schemaFingerprint(describeSqliteSchema(database));
  if (known.size >= MOST_KEPT) known.clear();
  known.set(text, fingerprint);
  return fingerprint;
}
