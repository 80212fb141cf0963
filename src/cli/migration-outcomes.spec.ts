import { describe, expect, it } from '@jest/globals';
import { DatabaseMissingError } from '../database/index.js';
import { migrationDocument, migrationLine, migrationOutcome, migrationSummary } from './migration-outcomes.js';

function report(slug: string, applied: string[], error?: unknown): Parameters<typeof migrationOutcome>[0] {
  const tenant = { companyId: 1, slug, database: `tenant_${slug.replaceAll('-', '_')}` as const };
  return error === undefined ? { tenant, applied } : { tenant, applied, error };
}

describe('what happened to the companies’ databases', () => {
  const outcomes = [
    migrationOutcome(report('city-hospital', ['1-a', '2-b'])),
    migrationOutcome(report('county-clinic', [])),
    migrationOutcome(report('old-town', [], new DatabaseMissingError('tenant_old_town'))),
  ];

  it('is one line each', () => {
    expect(outcomes.map(migrationLine)).toEqual([
      'city-hospital: 2 migrations applied',
      'county-clinic: up to date',
      'old-town: failed, database-missing: The database tenant_old_town is missing.',
    ]);
  });

  it('is summed up', () => {
    expect(migrationSummary(outcomes, 3)).toBe('3 companies: 1 migrated, 1 up to date, 1 failed.');
  });

  it('says what an interruption left', () => {
    expect(migrationSummary(outcomes.slice(0, 1), 3)).toBe(
      '3 companies: 1 migrated, 0 up to date, 0 failed. Interrupted: 2 not reached.',
    );
  });

  it('is told to programs with the reason in a field of its own', () => {
    expect(migrationDocument(outcomes, 3)).toMatchObject({
      migrated: 1,
      upToDate: 1,
      failed: 1,
      notReached: 0,
      companies: [{ slug: 'city-hospital' }, { status: 'up-to-date' }, { error: { code: 'database-missing' } }],
    });
  });
});
