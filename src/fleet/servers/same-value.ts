import { createHash } from 'node:crypto';
import type { ColumnDescription, SnapshotRow, SnapshotValue } from '../../database/index.js';

const SUM_BITS = 128;
const SUM_BYTES = SUM_BITS / 8;

/** Text of a value that is the same on both engines if and only if the value is. */
function textOf(type: string, value: SnapshotValue): string {
  if (value === null) return 'null';
  if (/^(datetime|timestamp)/.test(type)) return `t${instantOf(String(value))}`;
  if (Buffer.isBuffer(value)) return `b${value.toString('hex')}`;
  if (typeof value === 'string') return JSON.stringify(value);
  return String(value);
}

/** SQLite keeps instants as text without a zone, in UTC; what is no instant stays itself. */
function instantOf(text: string): string {
  const hasZone = /(Z|[+-]\d\d(:?\d\d)?)$/.test(text.slice(10));
  const timeMs = Date.parse(`${text.replace(' ', 'T')}${hasZone ? '' : 'Z'}`);
  return Number.isNaN(timeMs) ? text : String(timeMs);
}

/** Text of a row, to be compared with that of another one. */
export function rowText(columns: readonly ColumnDescription[], row: SnapshotRow): string {
  return columns.map(({ type }, index) => textOf(type, row[index] ?? null)).join(',');
}

/** What is in a table, in whatever order its rows come: their number, and the sum of their SHA-256, cut to 128 bits. */
export class TableSum {
  rows = 0;
  private sum = 0n;

  add(text: string): void {
    this.rows += 1;
    const digest = createHash('sha256')
      .update(text)
      .digest('hex')
      .slice(0, SUM_BYTES * 2);
    this.sum = BigInt.asUintN(SUM_BITS, this.sum + BigInt(`0x${digest}`));
  }

  /** Hexadecimal. */
  get checksum(): string {
    return this.sum.toString(16).padStart(SUM_BYTES * 2, '0');
  }
}
