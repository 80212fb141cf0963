import Database from 'better-sqlite3';
import { describe, expect, it } from '@jest/globals';
import { rowCounts } from './migration-checks.js';

describe('rowCounts', () => {
  /** Counted one after the other, as a fleet is: what is known of one database is tried on the next. */
  it.each([
    ['the same', ['a', 'b'], ['a', 'b']],
    ['one more', ['a', 'b'], ['a', 'b', 'c']],
    ['one less', ['a', 'b'], ['a']],
    ['as many, but others', ['a', 'b'], ['a', 'c']],
    ['the same in another order', ['a', 'b'], ['b', 'a']],
    ['none', ['a'], []],
    ['some after none', [], ['a']],
    ['names that need quotes', ['a'], ['"', 'a "b"']],
  ])('counts the tables of every database, also when the next one has %s', (_how, first, second) => {
    for (const tables of [first, second, first]) {
      expect(countedIn(tables)).toEqual(Object.fromEntries(tables.map((table, index) => [table, index + 1])));
    }
  });

  it('counts no view of the name that a table had in the database before', () => {
    expect(countedIn(['a', 'b'])).toEqual({ a: 1, b: 2 });
    expect(countedIn(['a', 'c'], 'CREATE VIEW b AS SELECT * FROM a')).toEqual({ a: 1, c: 2 });
  });

  it('passes on what else is wrong', () => {
    const database = new Database(':memory:');
    database.close();
    expect(() => rowCounts(database)).toThrow('not open');
  });
});

/** Tables with one row, two rows, and so on. */
function countedIn(tables: readonly string[], more = ''): unknown {
  const database = new Database(':memory:');
  try {
    for (const [index, table] of tables.entries()) {
      const name = `"${table.replaceAll('"', '""')}"`;
      database.exec(`CREATE TABLE ${name} (id integer PRIMARY KEY)`);
      for (let row = 0; row <= index; row += 1) database.exec(`INSERT INTO ${name} DEFAULT VALUES`);
    }
    database.exec(more);
    return rowCounts(database);
  } finally {
    database.close();
  }
}
