import type { Run } from './postgres-access.js';
import { literal, quoted } from './postgres-names.js';

/** Numbered columns, of one table or of all. */
const NUMBERED = (table?: string): string =>
  `SELECT t.relname AS "table", a.attname AS column FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
     WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace AND a.attidentity <> ''
       AND NOT a.attisdropped${table === undefined ? '' : ` AND t.relname = ${literal(table)}`}`;

/**
 * Has new rows get numbers after those that rows have, as SQLite does by itself: where somebody wrote rows with numbers of
 * their own. Numbers that were given are never given again.
 * @param table absent: all tables.
 */
export async function moveNumbersOn(run: Run, table?: string): Promise<void> {
  const columns = (await run(NUMBERED(table))) as { table: string; column: string }[];
  for (const { table: name, column } of columns) {
    const sequence = sequenceOf(name, column);
    await run(
      `SELECT setval(${sequence}, last) FROM (SELECT max(${quoted(column)}) AS last FROM ${quoted(name)}) AS present
         WHERE last > coalesce(pg_sequence_last_value(${sequence}::regclass), 0)`,
    );
  }
}

/** The last number that each table with a numbered column has given. */
export async function lastNumbers(run: Run): Promise<Record<string, number>> {
  const last: Record<string, number> = {};
  for (const { table, column } of (await run(NUMBERED())) as { table: string; column: string }[]) {
    const [row] = (await run(`SELECT pg_sequence_last_value(${sequenceOf(table, column)}::regclass) AS last`)) as {
      last: number | string | null;
    }[];
    if (row?.last !== null && row?.last !== undefined) last[table] = Number(row.last);
  }
  return last;
}

/** Has tables give numbers after these. */
export async function continueAfter(run: Run, last: Readonly<Record<string, number>>): Promise<void> {
  for (const { table, column } of (await run(NUMBERED())) as { table: string; column: string }[]) {
    const number = last[table] ?? 0;
    const sequence = sequenceOf(table, column);
    await run(
      `SELECT setval(${sequence}, ${Math.floor(number)}) WHERE ${Math.floor(number)} > coalesce(pg_sequence_last_value(${sequence}::regclass), 0)`,
    );
  }
}

function sequenceOf(table: string, column: string): string {
  return `pg_get_serial_sequence(${literal(quoted(table))}, ${literal(column)})`;
}
