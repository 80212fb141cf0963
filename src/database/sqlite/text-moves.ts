import Database from 'better-sqlite3';
import type { CellMove } from '../cells/cell-moves.js';
import type { CellPlace } from '../cells/cell-cipher.js';
import { quotedName, SEALED_IN, textColumns } from '../cells/open-cells.js';

/**
 * Where a migration leaves the texts of columns, found out on a database in memory with a row in each table: those that are
 * under another name afterwards, renamed or copied.
 * @param history statements of all migrations before it.
 * @param statements its own. One that cannot work with made-up rows is not found out about: nothing is told then.
 */
export function textMoves(history: readonly string[], statements: readonly string[]): CellMove[] {
  const file = new Database(':memory:');
  try {
    file.pragma('foreign_keys = OFF');
    file.pragma('ignore_check_constraints = ON');
    for (const sql of history) run(file, sql);
    const columns = textColumns(file);
    for (const table of new Set(columns.map((column) => column.table))) addRow(file, table, columns);
    try {
      for (const sql of statements) run(file, sql);
    } catch {
      return [];
    }
    return textColumns(file).flatMap((to) => textsIn(file, to).map((from) => ({ from, to: nameOf(to) })));
  } finally {
    file.close();
  }
}

/** A number that no row has that a migration has put there. */
const MADE_UP = 987_654_321;

const nameOf = ({ table, column }: CellPlace): string => `${table}.${column}`;

function run(file: Database.Database, sql: string): void {
  const statement = file.prepare(sql);
  if (statement.reader) statement.all();
  else statement.run();
}

/** A row whose texts say where they are, as encrypted ones would begin. */
function addRow(file: Database.Database, table: string, texts: readonly CellPlace[]): void {
  const columns = file.pragma(`table_info(${quotedName(table)})`) as { name: string }[];
  const values = columns.map(({ name }) => {
    const isText = texts.some((text) => text.table === table && text.column === name);
    return isText ? `\u0001${nameOf({ table, column: name })}` : MADE_UP;
  });
  const names = columns.map(({ name }) => quotedName(name)).join();
  const marks = columns.map(() => '?').join();
  file.prepare(`INSERT INTO ${quotedName(table)} (${names}) VALUES (${marks})`).run(...values);
}

/** The names of other columns whose texts are in this one. */
function textsIn(file: Database.Database, place: CellPlace): string[] {
  const name = quotedName(place.column);
  const rows = file.prepare<[], string>(
    `SELECT substr(${name}, 2) FROM ${quotedName(place.table)} WHERE ${SEALED_IN(name)}`,
  );
  return rows
    .pluck()
    .all()
    .filter((text) => text !== nameOf(place));
}
