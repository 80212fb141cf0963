import type { DataSource, EntityManager } from 'typeorm';
import { ENTRY_COLUMNS } from './audit-event.js';
import { EMPTY_CHAIN, SELECT_HEAD } from './chain.js';
import type { ChainHead } from './chain.js';
import type { Read } from './chain-check.js';
import { SELECT_SEGMENTS } from './segments.js';
import type { SegmentRow } from './segments.js';

type Values = readonly (string | number | null)[];
type Row = Readonly<Record<string, string | number | null>>;

const ENTRY = ['seq', ...ENTRY_COLUMNS, 'hash'];
const SEGMENT = [
  'number',
  'first_seq',
  'last_seq',
  'last_hash',
  'earliest_at',
  'latest_at',
  'seal',
  'purged_at',
  'purge_seal',
];
const INTAKE = ['journal', 'last_line', 'at'];
const ENTRIES_AT_ONCE = 500;
const LINE_WINS = ' ON CONFLICT (journal) DO UPDATE SET last_line = excluded.last_line, at = excluded.at';

/**
 * Makes the log of a database that is to take the place of a later one as long as that one's: a restore takes nothing back
 * of what is on record. Nobody may write to either of them meanwhile.
 * @param read reads from the database that goes.
 * @param target the one that comes, open and without subscribers.
 * @returns whether the log goes on; false when the two are not the same log, and nothing was done.
 */
export async function carryOver(read: Read, target: DataSource): Promise<boolean> {
  const segments = (await read(SELECT_SEGMENTS)) as SegmentRow[];
  const [head = EMPTY_CHAIN] = await target.query<ChainHead[]>(SELECT_HEAD);
  if (!(await isPartOf(read, segments, head))) return false;
  await target.transaction(async (transaction) => {
    const there = await transaction.query<SegmentRow[]>(SELECT_SEGMENTS);
    for (const segment of segments) await takeSegment(transaction, segment, there);
    for (let { seq } = head; ;) {
      const rows = (await read(entriesBehind(seq))) as Row[];
      await insert(
        transaction,
        'audit_entry',
        ENTRY,
        rows.map((row) => ENTRY.map((column) => row[column] ?? null)),
      );
      if (rows.length < ENTRIES_AT_ONCE) break;
      seq = Number(rows.at(-1)?.seq);
    }
    const intakes = (await read(`SELECT ${INTAKE.join()} FROM audit_intake`)) as Row[];
    for (const row of intakes)
      await insert(transaction, 'audit_intake', INTAKE, [INTAKE.map((column) => row[column] ?? null)], LINE_WINS);
  });
  return true;
}

/** Whether a log has gone on from an end that it had; where its entries were purged since, the segment stands for them. */
async function isPartOf(read: Read, segments: readonly SegmentRow[], { seq, hash }: ChainHead): Promise<boolean> {
  if (seq === 0) return true;
  const [entry] = (await read(`SELECT hash FROM audit_entry WHERE seq = ${seq}`)) as Row[];
  if (entry !== undefined) return entry.hash === hash;
  return segments.some(({ firstSeq, lastSeq, purgedAt }) => purgedAt !== null && firstSeq <= seq && seq <= lastSeq);
}

async function takeSegment(
  transaction: EntityManager,
  segment: SegmentRow,
  there: readonly SegmentRow[],
): Promise<void> {
  const { number, firstSeq, lastSeq, lastHash, earliestAt, latestAt, seal, purgedAt, purgeSeal } = segment;
  const known = there.find((each) => each.number === number);
  if (known === undefined) {
    const values = [number, firstSeq, lastSeq, lastHash, earliestAt, latestAt, seal, purgedAt, purgeSeal];
    await insert(transaction, 'audit_segment', SEGMENT, [values]);
  } else if (known.purgedAt === null && purgedAt !== null) {
    const [at, by, of] = marks(transaction, 3);
    const mark = `UPDATE audit_segment SET purged_at = ${at}, purge_seal = ${by} WHERE number = ${of}`;
    await transaction.query(mark, [purgedAt, purgeSeal, number]);
  } else return;
  if (purgedAt !== null)
    await transaction.query(`DELETE FROM audit_entry WHERE seq BETWEEN ${firstSeq} AND ${lastSeq}`);
}

async function insert(
  transaction: EntityManager,
  table: string,
  columns: readonly string[],
  rows: readonly Values[],
  conflict = '',
): Promise<void> {
  if (rows.length === 0) return;
  const all = marks(transaction, rows.length * columns.length);
  const tuples = rows.map(
    (_row, index) => `(${all.slice(index * columns.length, (index + 1) * columns.length).join()})`,
  );
  await transaction.query(`INSERT INTO ${table} (${columns.join()}) VALUES ${tuples.join()}${conflict}`, rows.flat());
}

function marks({ dataSource }: EntityManager, count: number): string[] {
  return Array.from({ length: count }, (_mark, index) => dataSource.driver.createParameter(`v${index}`, index));
}

function entriesBehind(seq: number): string {
  return `SELECT ${ENTRY.join()} FROM audit_entry WHERE seq > ${seq} ORDER BY seq LIMIT ${ENTRIES_AT_ONCE}`;
}
