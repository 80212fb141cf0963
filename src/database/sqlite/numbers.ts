import type { DatabaseEngine, DatabaseName, SchemaSession } from '../database-engine.js';

/**
 * The owner's number that a database carries in its header; undefined when it is nobody's.
 * @throws what DatabaseEngine.read throws.
 */
export async function sqliteOwnerOf(engine: DatabaseEngine, name: DatabaseName): Promise<number | undefined> {
  const [row] = (await engine.read(name, 'SELECT user_version AS owner FROM pragma_user_version')) as {
    owner: number;
  }[];
  return row?.owner === 0 ? undefined : row?.owner;
}

/** Has a table whose rows SQLite numbers go on after `last`, if it has not come so far. */
export async function sqliteNumberAfter(session: SchemaSession, table: string, last: number): Promise<void> {
  const isThere = (await session.query('SELECT 1 FROM sqlite_sequence WHERE name = ?', [table])).length > 0;
  await session.query(
    isThere
      ? 'UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?'
      : 'INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)',
    [last, table],
  );
}
