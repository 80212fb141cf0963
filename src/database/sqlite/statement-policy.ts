import { StatementRefusedError } from '../database.errors.js';

/**
 * Statements that SQLite counts as reading but that reach another file, or end a transaction behind the query runner's
 * back. Plain BEGIN is on the list because `stmt.readonly` is true for it.
 */
const REFUSED = new Set(['ATTACH', 'DETACH', 'VACUUM', 'BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE']);

/** Pragmas that only tell; any other could weaken the handle for every later user of it. */
const READING_PRAGMA =
  /^PRAGMA\s+("?\w+"?\.)?(table_info|table_xinfo|table_list|index_list|index_info|index_xinfo|foreign_key_list|foreign_key_check|integrity_check|quick_check|page_count|page_size|freelist_count|user_version|application_id|schema_version)\s*(\([^)]*\))?\s*;?\s*$/i;

const LEADING_NOISE = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/|;)*/;

/**
 * @returns the statement as given, when a unit of work may run it.
 * @throws StatementRefusedError otherwise.
 */
export function assertAllowed(sql: string): string {
  const statement = sql.replace(LEADING_NOISE, '');
  const keyword = /^[A-Za-z]+/.exec(statement)?.[0].toUpperCase() ?? '';
  if (REFUSED.has(keyword)) throw new StatementRefusedError(keyword);
  if (keyword === 'PRAGMA' && !READING_PRAGMA.test(statement)) throw new StatementRefusedError('PRAGMA');
  return sql;
}
