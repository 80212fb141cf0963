/** Statement that names the tables of a file, but for SQLite's own; its condition may be added to. */
export const OWN_TABLES =
  "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
