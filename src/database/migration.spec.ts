import { describe, expect, it } from '@jest/globals';
import { MigrationHistoryError } from './database.errors.js';
import { pendingMigrations } from './migration-history.js';
import { checksum, fingerprint, orderMigrations } from './migration.js';
import type { Migration, MigrationClass } from './migration.js';

function migration(name: string, sql = 'SELECT 1'): Migration {
  const half = { up: [sql], down: [] };
  return { name, sqlite: half, postgres: half };
}

const classOf = (name: string): MigrationClass =>
  class implements Migration {
    readonly name = name;
    readonly sqlite = { up: [], down: [] };
    readonly postgres = { up: [], down: [] };
  };

const applied = (...migrations: Migration[]): { name: string; checksum: string }[] =>
  migrations.map((each) => ({ name: each.name, checksum: checksum(each) }));

describe('Migrations', () => {
  const [one, two, three] = [migration('1-a'), migration('2-b'), migration('3-c')] as const;

  it('run in the order of their names', () => {
    const ordered = orderMigrations(['3-c', '1-a', '2-b'].map(classOf));
    expect(ordered.map((each) => each.name)).toEqual(['1-a', '2-b', '3-c']);
  });

  it('must not have one name twice', () => {
    expect(() => orderMigrations(['1-a', '2-b', '1-a'].map(classOf))).toThrow('1-a');
  });

  it('have a fingerprint that changes with any statement, on either engine, and with the order', () => {
    const otherSqlite = { ...one, sqlite: { up: ['SELECT 2'], down: [] } };
    const otherPostgres = { ...one, postgres: { up: ['SELECT 1'], down: ['SELECT 2'] } };
    const histories = [[], [one], [one, two], [two, one], [otherSqlite], [otherPostgres]];
    expect(new Set(histories.map(fingerprint)).size).toBe(histories.length);
    expect(fingerprint([migration('1-a'), migration('2-b')])).toBe(fingerprint([one, two]));
  });

  it('are pending when they were not applied', () => {
    expect(pendingMigrations(applied(one, two, three), [])).toEqual(applied(one, two, three));
    expect(pendingMigrations(applied(one, two, three), applied(one))).toEqual(applied(two, three));
    expect(pendingMigrations(applied(one, two, three), applied(one, two, three))).toEqual([]);
    expect(pendingMigrations([], [])).toEqual([]);
  });

  it.each([
    ['unknown', applied(one), applied(one, two)],
    ['unknown', [], applied(one)],
    ['edited', applied(migration('1-a', 'SELECT 2')), applied(one)],
    ['out-of-order', applied(one, two, three), applied(one, three)],
  ])('are refused when one is %s', (reason, known, history) => {
    expect(() => pendingMigrations(known, history)).toThrow(MigrationHistoryError);
    expect(() => pendingMigrations(known, history)).toThrow(reason);
  });
});
