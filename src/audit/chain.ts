import type { DataSource, QueryRunner } from 'typeorm';
import { isUniqueViolation, OvertakenError, runLater, runUnheard } from '../database/index.js';
import { ENTRY_COLUMNS } from './audit-event.js';
import type { EntryValues } from './audit-event.js';
import { UnauditedChangeError } from './audit.errors.js';
import type { AuditKeys } from './audit-keys.js';

/** The last entry of a chain; 0 and nothing before the first. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: ChainHead = { seq: 0, hash: '' };

/** What an entry's hash covers: the hash of the entry before it, its number, its values. */
export function hashed(previous: string, seq: number, values: EntryValues): string {
  return `${previous}\n${JSON.stringify([seq, ...values])}`;
}

/** The end of a chain: the last entry, or of one whose entries were all purged the last segment. */
export const SELECT_HEAD =
  'SELECT seq, hash FROM audit_entry UNION ALL SELECT last_seq, last_hash FROM audit_segment ORDER BY 1 DESC LIMIT 1';

const COLUMNS = ['seq', ...ENTRY_COLUMNS, 'hash'];
/** Of an end of the chain that was told longer ago, in milliseconds, it is not assumed that nobody has gone on. */
const FRESH_MS = 1_000;
/** For so long, in milliseconds, after others were found to add to it. */
const SHARED_MS = 10_000;
/** Ends of the chain that are known to be this process's own: more than there are writers of one company at once. */
const OWN_HEADS = 32;
/** Rows per statement: few sizes, so that statements stay prepared. */
const PORTIONS = [64, 16, 4, 1];

/**
 * Adds to the chain of one open database. Writers in any process take turns by the number of the next entry: whoever adds
 * it has those behind it as well, until the end of their transaction; others wait for that, and look again.
 */
export class AuditChain {
  private readonly inserts = new Map<number, string>();
  private readonly claim: string;
  /** As of the last commit that this process knows of; others may have gone on. */
  private known: ChainHead | undefined;
  private knownAtMs = -Infinity;
  /** Until then, in milliseconds of `performance.now()`, others are taken to add to it as well. */
  private sharedUntilMs = 0;
  /** Hashes of the last entries that were made here, whether they were committed or not. The next takes the oldest's place. */
  private readonly own: string[] = [];
  private nextOwn = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: AuditKeys,
  ) {
    this.claim = `${this.insertOf(1)} ON CONFLICT (seq) DO NOTHING`;
  }

  /**
   * Adds entries in the transaction of the query runner.
   * @returns the head that they make; `commit` tells it is so.
   */
  async append(queryRunner: QueryRunner, entries: readonly EntryValues[]): Promise<ChainHead> {
    for (let head = this.known ?? (await this.head(queryRunner)); ; head = await this.head(queryRunner)) {
      const rows = this.link(head, entries);
      assertActive(queryRunner);
      const [first, last] = [rows[0], rows.at(-1)];
      if (first === undefined || last === undefined) return head;
      const { affected } = await runUnheard(queryRunner, this.claim, [...first]);
      if (affected !== 1) continue;
      // As long as others are found to add, nobody has his work done twice for not having expected them. Those from before the
      // database was opened say nothing of that.
      if (this.known !== undefined && head !== this.known && !this.own.includes(head.hash))
        this.expectOthers(SHARED_MS);
      if (rows.length > 1) await this.insert(queryRunner, rows.slice(1));
      return this.made({ seq: last[0] as number, hash: last.at(-1) as string });
    }
  }

  /**
   * The same for whoever has the turn in this process, without a wait of its own where this process adds all the time: a single
   * entry goes with the commit. Should somebody else have added one meanwhile, that fails, and the unit of work is run again.
   */
  async appendInTurn(queryRunner: QueryRunner, entries: readonly EntryValues[]): Promise<ChainHead> {
    const before = this.fresh;
    if (entries.length !== 1 || before === undefined) return this.append(queryRunner, entries);
    const [row] = this.link(before, entries) as [EntryValues];
    assertActive(queryRunner);
    const meaning = (error: unknown): Error | undefined => {
      if (!isUniqueViolation(error)) return undefined;
      this.overtaken(before);
      return new OvertakenError(error);
    };
    runLater(queryRunner, { sql: this.insertOf(1), parameters: row, meaning });
    return this.made({ seq: row[0] as number, hash: row.at(-1) as string });
  }

  commit(head: ChainHead): void {
    this.known = head;
    this.knownAtMs = performance.now();
  }

  /** The end of the chain as the query runner sees it. */
  async head(queryRunner: QueryRunner): Promise<ChainHead> {
    const [head] = (await queryRunner.query(SELECT_HEAD)) as ChainHead[];
    return head ?? EMPTY_CHAIN;
  }

  /** The end of the chain, where it was told just now and others seem not to add to it; they would overtake again and again. */
  private get fresh(): ChainHead | undefined {
    const now = performance.now();
    return now < this.sharedUntilMs || now - this.knownAtMs > FRESH_MS ? undefined : this.known;
  }

  private overtaken(before: ChainHead): void {
    // By somebody of this process who had no turn, if `commit` has told of it.
    const isOurs = this.known !== undefined && this.known.seq !== before.seq;
    if (!isOurs) this.known = undefined;
    this.expectOthers(isOurs ? FRESH_MS : SHARED_MS);
  }

  private expectOthers(forMs: number): void {
    this.sharedUntilMs = Math.max(this.sharedUntilMs, performance.now() + forMs);
  }

  private made(head: ChainHead): ChainHead {
    this.own[this.nextOwn] = head.hash;
    this.nextOwn = (this.nextOwn + 1) % OWN_HEADS;
    return head;
  }

  private link(head: ChainHead, entries: readonly EntryValues[]): EntryValues[] {
    let { seq, hash } = head;
    return entries.map((values) => {
      seq += 1;
      hash = this.keys.sign(hashed(hash, seq, values));
      return [seq, ...values, hash];
    });
  }

  private async insert(queryRunner: QueryRunner, rows: readonly EntryValues[]): Promise<void> {
    for (let done = 0; done < rows.length;) {
      const size = PORTIONS.find((portion) => portion <= rows.length - done) ?? 1;
      await runUnheard(queryRunner, this.insertOf(size), rows.slice(done, done + size).flat());
      done += size;
    }
  }

  private insertOf(size: number): string {
    const known = this.inserts.get(size);
    if (known !== undefined) return known;
    const width = COLUMNS.length;
    const tuple = (row: number): string =>
      `(${COLUMNS.map((_column, index) => this.parameter(row * width + index)).join()})`;
    const tuples = Array.from({ length: size }, (_row, row) => tuple(row));
    const sql = `INSERT INTO audit_entry (${COLUMNS.join()}) VALUES ${tuples.join()}`;
    this.inserts.set(size, sql);
    return sql;
  }

  private parameter(index: number): string {
    return this.dataSource.driver.createParameter(`v${index}`, index);
  }
}

/** It may have been rolled back meanwhile: what follows would be saved by itself, without the change. */
function assertActive(queryRunner: QueryRunner): void {
  if (!queryRunner.isTransactionActive) throw new UnauditedChangeError('The transaction has ended.');
}
