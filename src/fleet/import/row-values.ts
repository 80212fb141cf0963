import type { ColumnDescription, SnapshotValue } from '../../database/index.js';

const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d(:?\d\d)?)?$/;
/** What PostgreSQL's integers hold. */
const INTEGER_LIMIT = 2 ** 31 - 1;
const TEXT_LIMIT = 1024 * 1024;
/** Half a character, and what PostgreSQL cannot keep. */
const NO_TEXT = /\p{Surrogate}|\0/u;

/** Whether a column can have a value that comes from a file somebody else may have made; SQLite itself takes anything. */
export function isFit({ type, notNull }: ColumnDescription, value: SnapshotValue): boolean {
  if (value === null) return !notNull;
  const length = /^(?:varchar|character varying)\((\d+)\)$/.exec(type)?.[1];
  if (length !== undefined) return isText(value) && [...value].length <= Number(length);
  if (/^(int|bigint|smallint)/.test(type)) return isInteger(value);
  if (type.startsWith('bool')) return value === 0 || value === 1;
  if (type === 'date') return isText(value) && DAY.test(value) && isInstant(value);
  if (/^(datetime|timestamp)/.test(type)) return isText(value) && INSTANT.test(value) && isInstant(value);
  if (/^(real|double|numeric|decimal|float)/.test(type)) return typeof value === 'number' || typeof value === 'bigint';
  if (/^(blob|bytea)$/.test(type)) return Buffer.isBuffer(value);
  return isText(value);
}

/** As the engine whose column it is takes it: SQLite keeps instants as text without a zone, in UTC. */
export function storedValue({ type }: ColumnDescription, value: SnapshotValue): unknown {
  if (value === null) return null;
  if (!type.startsWith('timestamp')) return value;
  return /[Z+]|-\d\d(:?\d\d)?$/.test(String(value).slice(19)) ? value : `${String(value)}Z`;
}

function isText(value: SnapshotValue): value is string {
  return typeof value === 'string' && value.length <= TEXT_LIMIT && !NO_TEXT.test(value);
}

function isInteger(value: SnapshotValue): boolean {
  return (typeof value === 'bigint' || Number.isInteger(value)) && Math.abs(Number(value)) <= INTEGER_LIMIT;
}

function isInstant(value: string): boolean {
  return !Number.isNaN(Date.parse(value.replace(' ', 'T')));
}
