import { describe, expect, it } from '@jest/globals';
import { StatementRefusedError } from '../database.errors.js';
import { assertAllowed } from './statement-policy.js';

const REFUSED = [
  "ATTACH 'other.sqlite3' AS other",
  'DETACH other',
  'VACUUM',
  "VACUUM INTO 'copy.sqlite3'",
  'BEGIN',
  'BEGIN IMMEDIATE',
  'begin transaction',
  'COMMIT',
  'END TRANSACTION',
  'ROLLBACK',
  'ROLLBACK TO a',
  'SAVEPOINT a',
  'RELEASE a',
  'PRAGMA foreign_keys=OFF',
  'PRAGMA foreign_keys = 0',
  'PRAGMA foreign_keys(0)',
  'PRAGMA foreign_keys',
  'PRAGMA main.synchronous = OFF',
  'PRAGMA "main".synchronous = OFF',
  'PRAGMA[foreign_keys]=0',
  'PRAGMA/**/foreign_keys=0',
  'PRAGMA user_version=7',
  'PRAGMA user_version(7)',
  'PRAGMA application_id(7)',
  'PRAGMA schema_version(7)',
  'PRAGMA journal_mode=DELETE',
  'PRAGMA wal_checkpoint(TRUNCATE)',
  'PRAGMA writable_schema=ON',
  'PRAGMA query_only=ON',
  'PRAGMA optimize',
  'PRAGMA table_info(t); PRAGMA foreign_keys=OFF',
  'EXPLAIN PRAGMA foreign_keys=OFF',
  'EXPLAIN QUERY PLAN PRAGMA foreign_keys=OFF',
  'EXPLAIN/**/QUERY--\nPLAN\tPRAGMA foreign_keys=OFF',
  'EXPLAIN EXPLAIN COMMIT',
  'SELECT * FROM pragma_optimize',
  'SELECT * FROM "PRAGMA_OPTIMIZE"(65538)',
];

const NOISE = [
  '',
  ' ',
  '\t\n\r\f',
  ';',
  ' ; ;',
  '\uFEFF',
  '-- a\n',
  '/* a */',
  '/**/--\n;/* ; */ ',
  '/* BEGIN',
  '\u00a0',
];

const ALLOWED = [
  'SELECT 1',
  'WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a',
  'INSERT INTO t DEFAULT VALUES',
  'EXPLAIN QUERY PLAN SELECT * FROM t',
  'PRAGMA table_info("t")',
  'PRAGMA main.table_xinfo("t")',
  'PRAGMA foreign_key_check',
  'PRAGMA integrity_check(1)',
  'PRAGMA user_version',
  'PRAGMA user_version ;',
  "SELECT 'PRAGMA foreign_keys=OFF'",
  'CREATE TRIGGER t AFTER INSERT ON t BEGIN SELECT 1; END',
  'REINDEX',
  'ANALYZE',
];

describe('Statements of units of work', () => {
  it.each(REFUSED)('may not be %j, whatever stands before it', (sql) => {
    // What begins a comment that never ends holds no statement any more.
    for (const noise of NOISE.filter((each) => each !== '/* BEGIN')) {
      expect(() => assertAllowed(noise + sql)).toThrow(StatementRefusedError);
    }
  });

  it.each(ALLOWED)('may be %j, and are given on as they are', (sql) => {
    for (const noise of NOISE) expect(assertAllowed(noise + sql)).toBe(noise + sql);
  });

  it('are told apart in no time, however long the noise', () => {
    expect(() => assertAllowed(`${' ;/**/--\n'.repeat(50_000)}COMMIT`)).toThrow('COMMIT');
  });
});
