import Database from 'better-sqlite3';

/** Runs statements on an empty database in memory and gives it to `look`. @throws SQLite's own errors. */
export function inMemory<T>(statements: readonly string[], look: (database: Database.Database) => T): T {
  const database = new Database(':memory:');
  try {
    for (const sql of statements) {
      const statement = database.prepare(sql);
      if (statement.reader) statement.all();
      else statement.run();
    }
    return look(database);
  } finally {
    database.close();
  }
}
