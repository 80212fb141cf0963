import { describe, expect, it } from '@jest/globals';
import { DatabaseMissingError } from '../../database/index.js';
import type { TenantOutcome } from '../../fleet/index.js';
import { migrationLine, migrationOutcome, migrationSummary } from './outcomes.js';
import { wordingOf } from './wording.js';
import type { Direction } from './wording.js';

const NOBODY = { changed: 0, unchanged: 0, failed: 0, doneBefore: 0, notReached: 0 };

function told(slug: string, status: TenantOutcome['status'], more: Partial<TenantOutcome> = {}): TenantOutcome {
  const tenant = { companyId: 1, slug, database: `tenant_${slug.replaceAll('-', '_')}` as const };
  return { tenant, status, migrations: [], ...more };
}

describe('what happened to the companies’ databases', () => {
  const outcomes: readonly TenantOutcome[] = [
    told('city-hospital', 'changed', { migrations: ['1-a', '2-b'], durationMs: 4.26, rows: { a: 3, b: 4 } }),
    told('county-clinic', 'as-it-was'),
    told('old-town', 'failed', { error: new DatabaseMissingError('tenant_old_town'), again: true }),
  ];
  const lines = (direction: Direction): string[] =>
    outcomes.map((outcome) => migrationLine(migrationOutcome(outcome, direction), wordingOf('run', direction)));

  it('is one line each', () => {
    expect(lines('migrate')).toEqual([
      'city-hospital: 2 migrations applied',
      'county-clinic: up to date',
      'old-town: failed again, database-missing: The database tenant_old_town is missing.',
    ]);
    expect(lines('undo').slice(0, 2)).toEqual(['city-hospital: 2 migrations taken back', 'county-clinic: unchanged']);
  });

  it('is summed up', () => {
    const counts = { ...NOBODY, changed: 1, unchanged: 1, failed: 1 };
    expect(migrationSummary(counts, wordingOf('run', 'migrate'), 'complete')).toBe(
      '3 companies: 1 migrated, 1 up to date, 1 failed.',
    );
    expect(migrationSummary(counts, wordingOf('rehearsal', 'migrate'), 'complete')).toBe(
      '3 companies: 1 would be migrated, 1 up to date, 1 would fail. Nothing was changed.',
    );
  });

  it.each([
    ['interrupted', 'Interrupted: 2 not reached.'],
    ['canary', 'Stopped after the canaries: 2 not reached.'],
    ['max-failures', 'Stopped after too many failures: 2 not reached.'],
  ] as const)('says who was not reached when it was %s', (end, rest) => {
    expect(migrationSummary({ ...NOBODY, changed: 1, notReached: 2 }, wordingOf('run', 'migrate'), end)).toBe(
      `3 companies: 1 migrated, 0 up to date, 0 failed. ${rest}`,
    );
  });

  it('says who was done by an earlier part of the run', () => {
    expect(migrationSummary({ ...NOBODY, changed: 1, doneBefore: 9 }, wordingOf('run', 'migrate'), 'complete')).toBe(
      '10 companies: 1 migrated, 0 up to date, 0 failed, 9 done before.',
    );
  });

  it('is told to programs with the reason in a field of its own', () => {
    expect(outcomes.map((outcome) => migrationOutcome(outcome, 'migrate'))).toEqual([
      {
        slug: 'city-hospital',
        databaseName: 'tenant_city_hospital',
        status: 'migrated',
        applied: ['1-a', '2-b'],
        durationMs: 4.3,
        rows: 7,
      },
      { slug: 'county-clinic', databaseName: 'tenant_county_clinic', status: 'up-to-date', applied: [] },
      expect.objectContaining({
        status: 'failed',
        again: true,
        error: expect.objectContaining({ code: 'database-missing' }),
      }),
    ]);
  });

  it.each([
    ['SQLITE_CONSTRAINT_UNIQUE', 'Rows break a rule of the migration. (SQLITE_CONSTRAINT_UNIQUE)'],
    ['SQLITE_ERROR', 'A statement failed. (SQLITE_ERROR)'],
  ])('blames the migration for %s', (code, detail) => {
    const error = Object.assign(new Error('UNIQUE constraint failed: a.b'), { code });
    expect(migrationOutcome(told('a', 'failed', { error }), 'migrate').error).toEqual({
      code: 'migration-failed',
      detail,
    });
  });
});
