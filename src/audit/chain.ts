import type { DataSource, QueryResult, QueryRunner } from 'typeorm';
import { ENTRY_COLUMNS } from './audit-event.js';
import type { EntryValues } from './audit-event.js';
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

const COLUMNS = ['seq', ...ENTRY_COLUMNS, 'hash'];
/** A copy that left the log out has no row for its end. */
const BEGIN_CHAIN = `INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '') ON CONFLICT (id) DO NOTHING`;
/** Rows per statement: few sizes, so that statements stay prepared. */
const PORTIONS = [64, 16, 4, 1];

/**
 * Adds to the chain of one open database. Writers in any process take turns by the row of the head: whoever changes it
 * from what they took it for has the next numbers, until the end of their transaction.
 */
export class AuditChain {
  private readonly claim: string;
  private readonly inserts = new Map<number, string>();
  /** As of the last commit that this process knows of; others may have gone on. */
  private known: ChainHead | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: AuditKeys,
  ) {
    const [seq, hash, oldSeq, oldHash] = [0, 1, 2, 3].map((index) => this.parameter(index));
    this.claim = `UPDATE audit_head SET seq = ${seq}, hash = ${hash} WHERE id = 1 AND seq = ${oldSeq} AND hash = ${oldHash}`;
  }

  /** Adds entries in the transaction of the query runner. @returns the head that they make; `commit` tells it is so. */
  async append(queryRunner: QueryRunner, entries: readonly EntryValues[]): Promise<ChainHead> {
    for (let head = this.known ?? (await this.head(queryRunner)); ; head = await this.head(queryRunner)) {
      const rows = this.link(head, entries);
      const last = rows.at(-1);
      if (last === undefined) return head;
      const next: ChainHead = { seq: last[0] as number, hash: last.at(-1) as string };
      const claimed = await this.run(queryRunner, this.claim, [next.seq, next.hash, head.seq, head.hash]);
      if (claimed.affected !== 1) {
        await queryRunner.query(BEGIN_CHAIN);
        continue;
      }
      await this.insert(queryRunner, rows);
      return next;
    }
  }

  commit(head: ChainHead): void {
    this.known = head;
  }

  /** The end of the chain as the query runner sees it. */
  async head(queryRunner: QueryRunner): Promise<ChainHead> {
    const [head] = (await queryRunner.query('SELECT seq, hash FROM audit_head WHERE id = 1')) as ChainHead[];
    return head ?? EMPTY_CHAIN;
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
      await this.run(queryRunner, this.insertOf(size), rows.slice(done, done + size).flat());
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

  private run(queryRunner: QueryRunner, sql: string, parameters: readonly unknown[]): Promise<QueryResult> {
    return queryRunner.query(sql, [...parameters], true);
  }

  private parameter(index: number): string {
    return this.dataSource.driver.createParameter(`v${index}`, index);
  }
}
