import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { PragmaMismatchError } from '../database.errors.js';
import { applyPragmas } from './pragmas.js';

/** A handle on which one pragma has a value of its own, whatever it is set to. */
function stubborn(pragma: string, value: unknown): Database.Database {
  const expected: Record<string, unknown> = {
    journal_mode: 'wal',
    synchronous: 2,
    foreign_keys: 1,
    temp_store: 2,
    trusted_schema: 0,
    cell_size_check: 1,
    secure_delete: 2,
    busy_timeout: 0,
    [pragma]: value,
  };
  return { exec: () => undefined, pragma: (name: string) => expected[name] } as unknown as Database.Database;
}

describe('The pragmas of a handle', () => {
  it.each([
    ['journal_mode', 'delete'],
    ['synchronous', 1],
    ['foreign_keys', 0],
    ['temp_store', 0],
    ['trusted_schema', 1],
    ['cell_size_check', 0],
    ['secure_delete', 0],
    ['busy_timeout', 5000],
  ])('are refused when %s reads back as %p', (pragma, value) => {
    expect(() => applyPragmas(stubborn(pragma, value))).toThrow(PragmaMismatchError);
    expect(() => applyPragmas(stubborn(pragma, value))).toThrow(`${pragma}=${value}`);
  });

  it('are accepted when each reads back as set', () => {
    expect(() => applyPragmas(stubborn('journal_mode', 'wal'))).not.toThrow();
  });

  it('say of a handle whose commits are flushed by LogFlush that SQLite does not', () => {
    expect(() => applyPragmas(stubborn('synchronous', 1), 'flushed')).not.toThrow();
    expect(() => applyPragmas(stubborn('synchronous', 0), 'flushed')).toThrow('synchronous=0');
    expect(() => applyPragmas(stubborn('synchronous', 0), 'full')).toThrow('synchronous=0');
  });

  it('are refused by a real database that cannot have a write-ahead log', () => {
    const inMemory = new Database(':memory:');
    expect(() => applyPragmas(inMemory)).toThrow('journal_mode=memory');
    inMemory.close();
  });
});
