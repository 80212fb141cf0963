import { Brackets } from 'typeorm';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { closedColumnsOf } from './closed-columns.js';

/** Words of a search beyond these do not count; each costs a comparison per field and row. */
const WORDS_MAX = 10;

/** Narrows a query whose alias is `entry` to entries that have every word of the text in one of the fields. */
export function whereContains<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  fields: readonly string[],
  text: string,
): void {
  wordsOf(text).forEach((word, index) => {
    whereLike(query, fields, { name: `word${index}`, pattern: (spelling) => `%${escaped(spelling)}%`, text: word });
  });
}

/** Narrows a query whose alias is `entry` to entries whose field is the text, in whatever case. */
export function whereSame<T extends ObjectLiteral>(query: SelectQueryBuilder<T>, field: string, text: string): void {
  const column = query.expressionMap.mainAlias?.metadata.findColumnWithPropertyName(field);
  const sealed = (column && closedColumnsOf(query.connection)?.patterns(column, text)) ?? [];
  whereLike(query, [field], { name: `${field}Is`, pattern: escaped, text, others: sealed });
}

/** The words that a search is for. */
export function wordsOf(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.slice(0, WORDS_MAX);
}

interface Wanted {
  /** Prefix of the parameters. */
  readonly name: string;
  readonly text: string;
  readonly pattern: (spelling: string) => string;
  /** Further patterns. */
  readonly others?: readonly string[];
}

function whereLike<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  fields: readonly string[],
  { name, text, pattern, others = [] }: Wanted,
): void {
  const parameters = Object.fromEntries(
    [...spellings(text).map(pattern), ...others].map((value, index) => [name + index, value]),
  );
  const conditions = fields.flatMap((field) =>
    Object.keys(parameters).map((key) => `LOWER(entry.${field}) LIKE LOWER(:${key}) ESCAPE '\\'`),
  );
  // Where there are no words, there is none to find.
  query.andWhere(new Brackets((where) => where.where(conditions.join(' OR ') || '1 = 0', parameters)));
}

/**
 * The text as it may be stored. SQLite's LOWER knows the letters A to Z only, so for others the usual spellings are
 * tried: `жуков`, `ЖУКОВ`, `Жуков`.
 */
function spellings(text: string): string[] {
  if (/^\p{ASCII}*$/u.test(text)) return [text];
  const lower = text.toLowerCase();
  const [first = '', ...rest] = lower;
  return [...new Set([text, lower, text.toUpperCase(), first.toUpperCase() + rest.join('')])];
}

/** The text as a LIKE pattern in which % and _ mean themselves. */
function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
