import type { DataSource, EntityManager } from 'typeorm';
import { programActor } from '../common/index.js';
import { entryValues } from './audit-event.js';
import type { EntryValues } from './audit-event.js';
import type { AuditKeys } from './audit-keys.js';

/** A stretch that has so many entries is finished, and so is one whose first entry is so old. */
export const SEGMENT_ENTRIES = 10_000;
export const SEGMENT_AGE_MS = 30 * 86_400_000;

/** A row of `audit_segment` as databases give it. */
export interface SegmentRow {
  readonly number: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly lastHash: string;
  /** Null in segments of before it was written down. */
  readonly earliestAt: string | null;
  readonly latestAt: string;
  readonly seal: string;
  readonly purgedAt: string | null;
  readonly purgeSeal: string | null;
}

/** All segments, in their order. */
export const SELECT_SEGMENTS =
  'SELECT number AS "number", first_seq AS "firstSeq", last_seq AS "lastSeq", last_hash AS "lastHash", ' +
  'earliest_at AS "earliestAt", latest_at AS "latestAt", seal AS "seal", purged_at AS "purgedAt", purge_seal AS "purgeSeal" ' +
  'FROM audit_segment ORDER BY number';

/** What a seal covers. */
export function sealed({
  number,
  firstSeq,
  lastSeq,
  lastHash,
  earliestAt,
  latestAt,
}: Omit<SegmentRow, 'seal'>): string {
  const values = [number, firstSeq, lastSeq, lastHash, latestAt];
  return `segment\n${JSON.stringify(earliestAt === null ? values : [...values, earliestAt])}`;
}

/** What the second seal covers, of a segment whose entries are gone. */
export function sealedPurge({ seal, purgedAt }: Pick<SegmentRow, 'seal' | 'purgedAt'>): string {
  return `purge\n${seal}\n${purgedAt ?? ''}`;
}

/**
 * Condition on `seq` that all entries of a span of time meet, and few others: segments tell when their entries were made.
 * @param seq the column, as the query names it. `:from` and `:to` are parameters, inclusive, in the format of `at`.
 */
export function spanOf(seq: string): string {
  const begins = 'SELECT MIN(first_seq) FROM audit_segment WHERE latest_at >= :from';
  const ends = 'SELECT MAX(last_seq) FROM audit_segment WHERE COALESCE(earliest_at, :to) <= :to';
  const unsealed = 'SELECT COALESCE(MAX(last_seq), 0) + 1 FROM audit_segment';
  return `(${seq} >= (${unsealed}) OR ${seq} BETWEEN (${begins}) AND (${ends}))`;
}

/** Adds entries to the chain, in the transaction. */
type Add = (transaction: EntityManager, entries: readonly EntryValues[]) => Promise<void>;

/** Finishes and purges stretches of one company's chain. */
export class AuditSegments {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: AuditKeys,
    private readonly add: Add,
  ) {}

  /** Seals what has been added since the last segment, if it is enough or old enough. */
  seal(now: Date): Promise<void> {
    return this.dataSource.transaction(async (transaction) => {
      const last = (await transaction.query<SegmentRow[]>(SELECT_SEGMENTS)).at(-1);
      const firstSeq = (last?.lastSeq ?? 0) + 1;
      const [open] = await transaction.query<OpenStretch[]>(OPEN_STRETCH.replaceAll(':from', String(firstSeq)));
      if (open === undefined || open.lastHash === null) return;
      const isFinished = Number(open.entries) >= SEGMENT_ENTRIES || ageMs(open.earliestAt, now) >= SEGMENT_AGE_MS;
      if (!isFinished) return;
      const { lastSeq, lastHash, earliestAt, latestAt } = open;
      const row = { number: (last?.number ?? 0) + 1, firstSeq, lastSeq, lastHash, earliestAt, latestAt };
      const seal = this.keys.sign(sealed({ ...row, purgedAt: null, purgeSeal: null }));
      await this.run(transaction, INSERT, [...Object.values(row), seal]);
    });
  }

  /**
   * Removes the entries of sealed segments of which none is younger than `keptSince`, oldest first, each in a transaction
   * that also tells of it. @returns how many entries.
   */
  async purge(keptSince: Date, now: Date): Promise<number> {
    const segments = await this.dataSource.query<SegmentRow[]>(SELECT_SEGMENTS);
    let purged = 0;
    for (const segment of segments) {
      if (segment.latestAt >= keptSince.toISOString()) break;
      if (segment.purgedAt === null) purged += await this.purgeOne(segment, now);
    }
    return purged;
  }

  private purgeOne(segment: SegmentRow, now: Date): Promise<number> {
    const { number, firstSeq, lastSeq } = segment;
    const purgedAt = now.toISOString();
    const count = lastSeq - firstSeq + 1;
    return this.dataSource.transaction(async (transaction) => {
      const detail = { segment: number, firstSeq, lastSeq };
      const event = { actor: programActor('schedule'), action: 'purge', table: 'audit_entry', count, detail } as const;
      await this.add(transaction, [entryValues(event, now)]);
      const purgeSeal = this.keys.sign(sealedPurge({ ...segment, purgedAt }));
      await this.run(transaction, MARK, [purgedAt, purgeSeal, number]);
      await this.run(transaction, DELETE, [firstSeq, lastSeq]);
      return count;
    });
  }

  /** @param sql with `#` for each parameter. */
  private async run(transaction: EntityManager, sql: string, parameters: unknown[]): Promise<void> {
    let index = 0;
    const { driver } = this.dataSource;
    await transaction.query(
      sql.replace(/#/g, () => driver.createParameter(`v${index}`, index++)),
      parameters,
    );
  }
}

interface OpenStretch {
  readonly entries: number | string;
  readonly earliestAt: string;
  readonly latestAt: string;
  readonly lastSeq: number;
  readonly lastHash: string | null;
}

/** What no seal covers yet: all behind the last one. */
const OPEN_STRETCH =
  'SELECT COUNT(*) AS "entries", MIN(at) AS "earliestAt", MAX(at) AS "latestAt", MAX(seq) AS "lastSeq", ' +
  '(SELECT hash FROM audit_entry WHERE seq >= :from ORDER BY seq DESC LIMIT 1) AS "lastHash" ' +
  'FROM audit_entry WHERE seq >= :from';
const INSERT =
  'INSERT INTO audit_segment (number, first_seq, last_seq, last_hash, earliest_at, latest_at, seal) ' +
  'VALUES (#, #, #, #, #, #, #)';
const MARK = 'UPDATE audit_segment SET purged_at = #, purge_seal = # WHERE number = # AND purged_at IS NULL';
const DELETE = 'DELETE FROM audit_entry WHERE seq BETWEEN # AND #';

function ageMs(at: string, now: Date): number {
  return now.getTime() - new Date(at).getTime();
}
