import { ENTRY_COLUMNS } from './audit-event.js';
import type { EntryValues } from './audit-event.js';
import type { AuditKeys } from './audit-keys.js';
import { EMPTY_CHAIN, hashed, SELECT_HEAD } from './chain.js';
import type { ChainHead } from './chain.js';
import { sealed, sealedPurge, SELECT_SEGMENTS } from './segments.js';
import type { SegmentRow } from './segments.js';

/** What can be wrong with a chain. */
export type AuditFaultCode = 'entry-changed' | 'entry-missing' | 'tail-missing' | 'segment-wrong' | 'checkpoint-wrong';

export interface AuditFault {
  readonly code: AuditFaultCode;
  /** Number of the first entry concerned. */
  readonly seq: number;
}

export interface ChainReport {
  /** Entries that were looked at. */
  readonly entries: number;
  readonly faults: readonly AuditFault[];
}

/** Runs a reading statement on the company's database. */
export type Read = (sql: string) => Promise<unknown[]>;

type Row = Readonly<Record<string, string | number | null>>;

const ENTRIES_AT_ONCE = 1000;
/** Faults beyond these tell nothing new. */
const FAULTS_KEPT = 100;

/** Goes along a company's chain, from its beginning to its end, and compares it with what was kept elsewhere. */
export class ChainCheck {
  private readonly faults: AuditFault[] = [];
  private entries = 0;

  /**
   * @param checkpoint an end that the chain had at some time, as kept outside of the database; absent: none was kept.
   * @param faultsKept how many faults are told of at most.
   */
  constructor(
    private readonly read: Read,
    private readonly keys: AuditKeys,
    private readonly checkpoint: ChainHead | undefined,
    private readonly faultsKept = FAULTS_KEPT,
  ) {}

  async run(): Promise<ChainReport> {
    // What comes in meanwhile is left to the next check.
    const [end = EMPTY_CHAIN] = (await this.read(SELECT_HEAD)) as ChainHead[];
    const segments = (await this.read(SELECT_SEGMENTS)) as SegmentRow[];
    const start = this.startBehind(segments);
    const seals = new Map(segments.map(({ lastSeq, lastHash }) => [lastSeq, lastHash]));
    await this.walk(start, end.seq, seals);
    if (end.seq < (this.checkpoint?.seq ?? 0)) this.add('tail-missing', end.seq + 1);
    return { entries: this.entries, faults: this.faults };
  }

  /** Where the entries begin that must be there: behind the segments that were purged. */
  private startBehind(segments: readonly SegmentRow[]): ChainHead {
    let start = EMPTY_CHAIN;
    let expected = 1;
    for (const [index, segment] of segments.entries()) {
      const isSound = segment.number === index + 1 && segment.firstSeq === expected && this.isSealed(segment);
      if (!isSound) this.add('segment-wrong', segment.firstSeq);
      expected = segment.lastSeq + 1;
      if (segment.purgedAt !== null && isSound && start.seq + 1 === segment.firstSeq)
        start = { seq: segment.lastSeq, hash: segment.lastHash };
    }
    return start;
  }

  private isSealed(segment: SegmentRow): boolean {
    const isWhole = this.keys.sign(sealed(segment)) === segment.seal;
    return isWhole && (segment.purgedAt === null || this.keys.sign(sealedPurge(segment)) === segment.purgeSeal);
  }

  private async walk(start: ChainHead, until: number, seals: ReadonlyMap<number, string>): Promise<void> {
    let last = start;
    for (;;) {
      const rows = (await this.read(entriesFrom(last.seq, until))) as Row[];
      for (const row of rows) last = this.step(last, row, seals);
      if (rows.length < ENTRIES_AT_ONCE) break;
    }
    if (last.seq < until) this.add('tail-missing', last.seq + 1);
  }

  /** @returns the entry's own hash, whatever it should be: so a changed entry is found once, and those behind it are well. */
  private step(last: ChainHead, row: Row, seals: ReadonlyMap<number, string>): ChainHead {
    const [seq, hash] = [Number(row.seq), String(row.hash)];
    this.entries += 1;
    const isNext = seq === last.seq + 1;
    if (!isNext) this.add('entry-missing', last.seq + 1);
    else if (this.keys.sign(hashed(last.hash, seq, valuesOf(row))) !== hash) this.add('entry-changed', seq);
    if ((seals.get(seq) ?? hash) !== hash) this.add('segment-wrong', seq);
    if (this.checkpoint?.seq === seq && this.checkpoint.hash !== hash) this.add('checkpoint-wrong', seq);
    return { seq, hash };
  }

  private add(code: AuditFaultCode, seq: number): void {
    if (this.faults.length < this.faultsKept) this.faults.push({ code, seq });
  }
}

function entriesFrom(seq: number, until: number): string {
  const columns = ['seq', ...ENTRY_COLUMNS, 'hash'].join(', ');
  return `SELECT ${columns} FROM audit_entry WHERE seq > ${seq} AND seq <= ${until} ORDER BY seq LIMIT ${ENTRIES_AT_ONCE}`;
}

function valuesOf(row: Row): EntryValues {
  return ENTRY_COLUMNS.map((column) => row[column] ?? null);
}
