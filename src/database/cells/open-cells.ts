import type { Database } from 'better-sqlite3';
import { CellCipher } from './cell-cipher.js';
import type { CellPlace, CellSecrets } from './cell-cipher.js';

/** Condition that a column of SQLite, which is quoted, holds an encrypted text. */
export const SEALED_IN = (column: string): string => `substr(${column}, 1, 1) = char(1)`;

const TEXT_COLUMNS = `SELECT object.name AS "table", part.name AS "column"
  FROM sqlite_schema AS object, pragma_table_info(object.name) AS part
  WHERE object.type = 'table' AND object.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    AND (lower(part.type) = 'text' OR lower(part.type) LIKE 'varchar%') AND part.pk = 0`;

/**
 * Has all that is encrypted in the columns of a file in plain text, whatever columns are said to be sensitive now: the file is
 * for those who have no key of ours.
 * @throws CellUnreadableError.
 */
export function openCells(file: Database, secrets: CellSecrets | undefined): void {
  if (secrets === undefined) return;
  const cipher = new CellCipher(secrets);
  file.function('medadmin_open', (table: unknown, column: unknown, value: unknown) =>
    cipher.open({ table: table as string, column: column as string }, value as string),
  );
  for (const { table, column } of textColumns(file)) {
    const name = quotedName(column);
    file
      .prepare(`UPDATE ${quotedName(table)} SET ${name} = medadmin_open(?, ?, ${name}) WHERE ${SEALED_IN(name)}`)
      .run(table, column);
  }
}

/** The columns of text of all tables. */
export function textColumns(file: Database): CellPlace[] {
  return file.prepare<[], CellPlace>(TEXT_COLUMNS).all();
}

export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
