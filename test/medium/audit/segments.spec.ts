import { describe, expect, it } from '@jest/globals';
import { ChainCheck, CompanyAudit, SEGMENT_AGE_MS } from '../../../src/audit/index.js';
import type { ChainReport } from '../../../src/audit/index.js';
import { tenantDatabases, TEST_KEYS } from '../../support/tenant-database.js';
import type { TenantDatabase } from '../../support/tenant-database.js';
import { describeOn } from '../../support/test-engine.js';

const newDatabase = tenantDatabases();
const DAY_MS = 86_400_000;

function check(clinic: TenantDatabase): Promise<ChainReport> {
  const read = (sql: string): Promise<unknown[]> => clinic.dataSource.query(sql);
  return new ChainCheck(read, TEST_KEYS, clinic.heads.at(-1)).run();
}

const daysAgo = ({ clock }: TenantDatabase, days: number): Date => new Date(clock.now().getTime() - days * DAY_MS);

const prune = (clinic: TenantDatabase, keptDays: number): Promise<number> =>
  CompanyAudit.of(clinic.dataSource)!.prune(clinic.dataSource, daysAgo(clinic, keptDays));

/** A log whose one segment has entries of 45 and of 25 days ago. */
async function withSpanningSegment(clinic: TenantDatabase): Promise<TenantDatabase> {
  await clinic.newPatient();
  clinic.clock.advance(20 * DAY_MS);
  await clinic.newPatient();
  clinic.clock.advance(25 * DAY_MS);
  await prune(clinic, 1000);
  return clinic;
}

describe('Retention', () => {
  it('removes old entries in whole segments, and the chain can still be checked', async () => {
    const clinic = await newDatabase(undefined, 'none');
    await clinic.newPatient();
    await clinic.newPatient();
    expect(await prune(clinic, 100)).toBe(0);
    expect(await clinic.dataSource.query('SELECT * FROM audit_segment')).toEqual([]);

    clinic.clock.advance(SEGMENT_AGE_MS);
    expect(await prune(clinic, 100)).toBe(0);
    await clinic.newPatient();
    clinic.clock.advance(SEGMENT_AGE_MS);
    expect(await prune(clinic, 100)).toBe(0);
    expect(await clinic.dataSource.query('SELECT number, first_seq, last_seq FROM audit_segment')).toEqual([
      { number: 1, first_seq: 1, last_seq: 2 },
      { number: 2, first_seq: 3, last_seq: 3 },
    ]);

    clinic.clock.advance(50 * DAY_MS);
    expect(await prune(clinic, 100)).toBe(2);
    const left = await clinic.dataSource.query<Record<string, unknown>[]>('SELECT * FROM audit_entry ORDER BY seq');
    expect(left).toMatchObject([
      { seq: 3, action: 'create' },
      { seq: 4, action: 'purge', record_count: 2, detail: '{"segment":1,"firstSeq":1,"lastSeq":2}' },
    ]);
    expect(await check(clinic)).toEqual({ entries: 2, faults: [] });
  });

  it('keeps entries that are not a day too old', async () => {
    const clinic = await newDatabase(undefined, 'none');
    await clinic.newPatient();
    clinic.clock.advance(100 * DAY_MS);
    expect(await prune(clinic, 101)).toBe(0);
    expect(await prune(clinic, 99)).toBe(1);
  });

  it('leaves a segment whole until the last of its entries is old enough', async () => {
    const clinic = await withSpanningSegment(await newDatabase(undefined, 'none'));
    expect(await prune(clinic, 30)).toBe(0);
    expect(await check(clinic)).toEqual({ entries: 2, faults: [] });
    expect(await prune(clinic, 24)).toBe(2);
    expect(await check(clinic)).toEqual({ entries: 1, faults: [] });
  });

  it.each([
    ['whose entries were removed by hand', `UPDATE audit_segment SET purged_at = '2026-11-24T00:00:00.000Z'`],
    [
      'that is said to have been purged, with a made-up seal',
      `UPDATE audit_segment SET purged_at = '2026', purge_seal = 'made up'`,
    ],
  ])('is not taken for the reason of a segment %s', async (_what, give) => {
    const clinic = await newDatabase(undefined, 'none');
    await clinic.newPatient();
    clinic.clock.advance(SEGMENT_AGE_MS);
    await prune(clinic, 1000);
    await clinic.dataSource.query(give);
    await clinic.dataSource.query('DELETE FROM audit_entry');
    const { faults } = await check(clinic);
    expect(faults.map(({ code }) => code)).toEqual(expect.arrayContaining(['segment-wrong', 'tail-missing']));
  });
});

describeOn('sqlite', 'on PostgreSQL grants refuse it as well')('Retention by the age of each entry', () => {
  it('cuts a segment in the middle, and the check finds that (control)', async () => {
    const clinic = await withSpanningSegment(await newDatabase(undefined, 'none'));
    const { dataSource } = clinic;
    const naive = `DELETE FROM audit_entry WHERE at < '${daysAgo(clinic, 30).toISOString()}'`;
    await expect(dataSource.query(naive)).rejects.toThrow('append-only');
    const drops = await dataSource.query<{ sql: string }[]>(
      `SELECT 'DROP TRIGGER ' || name AS sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'audit%'`,
    );
    for (const { sql } of drops) await dataSource.query(sql);
    await dataSource.query(naive);
    const { entries, faults } = await check(clinic);
    expect(entries).toBe(1);
    expect(faults.map(({ code }) => code)).toContain('entry-missing');
  });
});
