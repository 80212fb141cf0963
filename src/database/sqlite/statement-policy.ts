import { StatementRefusedError } from '../database.errors.js';

/**
 * Statements that SQLite counts as reading but that reach another file, or end a transaction behind the query runner's
 * back. Plain BEGIN is on the list because `stmt.readonly` is true for it.
 */
const REFUSED = new Set(['ATTACH', 'DETACH', 'VACUUM', 'BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE']);

/**
 * Pragmas that only tell; any other could weaken the handle for every later user of it. The second group is without
 * parentheses, because `PRAGMA user_version(7)` is an assignment.
 */
const TELLING_PRAGMA = new RegExp(
  '^PRAGMA\\s+("?\\w+"?\\.)?(' +
    '(table_info|table_xinfo|table_list|index_list|index_info|index_xinfo|foreign_key_list|foreign_key_check|' +
    'integrity_check|quick_check)\\s*(\\([^)]*\\))?|' +
    'page_count|page_size|freelist_count|user_version|application_id|schema_version)\\s*;?\\s*$',
  'i',
);

/** The one pragma function that writes (it runs ANALYZE), from within what SQLite counts as a reading statement. */
const WRITING_FUNCTION = /pragma_optimize/i;

const LEADING_NOISE = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/|;)*/;
const LEADING_WORD = /^[A-Za-z]+/;

/** Words before the statement proper. EXPLAIN runs nothing, but a PRAGMA acts while it is compiled. */
const PREFIXES = new Set(['EXPLAIN', 'QUERY', 'PLAN']);

/**
 * @returns the statement as given, when a unit of work may run it.
 * @throws StatementRefusedError otherwise.
 */
export function assertAllowed(sql: string): string {
  const { keyword, statement } = withoutPrefixes(sql);
  if (REFUSED.has(keyword)) throw new StatementRefusedError(keyword);
  if (keyword === 'PRAGMA' && !TELLING_PRAGMA.test(statement)) throw new StatementRefusedError('PRAGMA');
  if (WRITING_FUNCTION.test(sql)) throw new StatementRefusedError('PRAGMA');
  return sql;
}

function withoutPrefixes(sql: string): { keyword: string; statement: string } {
  let statement = sql;
  for (;;) {
    statement = statement.replace(LEADING_NOISE, '');
    const word = LEADING_WORD.exec(statement)?.[0] ?? '';
    const keyword = word.toUpperCase();
    if (!PREFIXES.has(keyword)) return { keyword, statement };
    statement = statement.slice(word.length);
  }
}
