import type { Database } from 'better-sqlite3';
import { HISTORY_TABLE } from '../migration-history.js';
import { describeSqliteSchema, schemaFingerprint } from '../schema/index.js';
import { OWN_TABLES } from './own-tables.js';

/** Of one program's companies nearly all have the same. */
const MOST_KEPT = 100;
const TEXT = `SELECT group_concat(type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, ''), char(10)) FROM sqlite_schema`;
const NAMES = `(SELECT group_concat(name, char(10)) FROM (${OWN_TABLES}))`;

/** What is found out once about all databases whose schema has the very same text. */
export interface KnownSchema {
  readonly text: string;
  /** All but SQLite's own and the history. */
  readonly tables: readonly string[];
  /** What `namesAndRows` gives first. */
  readonly names: string | null;
  /** Statement that counts the rows of these; undefined where there are none. */
  readonly countRows: string | undefined;
  /** Statement that names the tables of a database, and counts the rows of these. */
  readonly namesAndRows: string;
  fingerprint?: string;
}

/** The last one used comes first. Compared text by text: to hash so long ones takes longer. */
let known: readonly KnownSchema[] = [];

/** What is known of a database's real schema, as it is now. */
export function schemaOf(database: Database): KnownSchema {
  const text = database.prepare<[], string | null>(TEXT).pluck().get() ?? '';
  const found = known.find((schema) => schema.text === text);
  if (found !== undefined && found === known[0]) return found;
  const schema = found ?? describe(database, text);
  known = [schema, ...known.filter((other) => other !== schema)].slice(0, MOST_KEPT);
  return schema;
}

/** The fingerprint of a database's real schema. */
export function fingerprintOf(database: Database, schema = schemaOf(database)): string {
  return (schema.fingerprint ??= schemaFingerprint(describeSqliteSchema(database)));
}

function describe(database: Database, text: string): KnownSchema {
  const all = database.prepare<[], string>(OWN_TABLES).pluck().all();
  const tables = all.filter((table) => table !== HISTORY_TABLE);
  // Of all ways to count in one statement the one that SQLite prepares fastest.
  const counts = tables.map((table) => `(SELECT count(*) FROM "${table.replaceAll('"', '""')}")`);
  const names = database.prepare<[], string | null>(`SELECT ${NAMES}`).pluck().get() ?? null;
  const countRows = counts.length > 0 ? `SELECT ${counts.join()}` : undefined;
  return { text, tables, names, countRows, namesAndRows: `SELECT ${[NAMES, ...counts].join()}` };
}
