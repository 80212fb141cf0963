// @engine both: it is SQL.
import { describe, expect, it } from '@jest/globals';
import { spanOf } from '../../../src/audit/index.js';
import { tenantDatabases } from '../../support/tenant-database.js';

const newDatabase = tenantDatabases();
const ENTRIES = 400;
const PER_SEGMENT = 50;
const SPANS = 200;

/** Minutes grow with the number, but for lines of a journal that came late. */
const minuteOf = (seq: number): number => (seq % 7 === 0 ? Math.max(0, seq - 90) : seq);
const timeOf = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const seqsOf = (rows: readonly { seq: number }[]): number[] => rows.map(({ seq }) => Number(seq));

describe('The span of entries of a time', () => {
  it('holds all entries of that time, also those that came late, and leaves out most others', async () => {
    const { dataSource } = await newDatabase(undefined, 'none');
    const entries = Array.from({ length: ENTRIES }, (_entry, index) => index + 1);
    const tuples = entries.map((seq) => `(${seq}, '${timeOf(minuteOf(seq))}', 'read', 0, 'x')`);
    await dataSource.query(`INSERT INTO audit_entry (seq, at, action, record_count, hash) VALUES ${tuples.join()}`);
    // The last stretch is not sealed.
    for (let first = 1; first + PER_SEGMENT <= ENTRIES; first += PER_SEGMENT) {
      const minutes = entries.slice(first - 1, first - 1 + PER_SEGMENT).map(minuteOf);
      const [earliest, latest] = [Math.min(...minutes), Math.max(...minutes)].map(timeOf);
      await dataSource.query(
        'INSERT INTO audit_segment (number, first_seq, last_seq, last_hash, earliest_at, latest_at, seal) ' +
          // One is of before times were written down.
          `VALUES (${first}, ${first}, ${first + PER_SEGMENT - 1}, 'x', ${first === 1 ? 'NULL' : `'${earliest}'`}, '${latest}', 's')`,
      );
    }
    const select = (condition: string, from: string, to: string): Promise<{ seq: number }[]> =>
      dataSource.query(
        `SELECT seq FROM audit_entry WHERE ${condition} ORDER BY seq`
          .replaceAll(':from', `'${from}'`)
          .replaceAll(':to', `'${to}'`),
      );
    let looked = 0;
    for (let span = 0; span < SPANS; span += 1) {
      const begin = (span * 37) % ENTRIES;
      const [from, to] = [timeOf(begin), timeOf(begin + (span % 40))] as const;
      const all = await select('at >= :from AND at <= :to', from, to);
      const found = await select(`${spanOf('seq')} AND at >= :from AND at <= :to`, from, to);
      expect(seqsOf(found)).toEqual(seqsOf(all));
      looked += (await select(spanOf('seq'), from, to)).length;
    }
    expect(looked / SPANS).toBeLessThan(0.75 * ENTRIES);
  });
});
