import type { ColumnDescription, SnapshotValue } from '../../database/index.js';

const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d(:?\d\d)?)?$/;
/** What PostgreSQL's integers hold. */
const INTEGER_LIMIT = 2 ** 31 - 1;
const TEXT_LIMIT = 1024 * 1024;
/** Half a character, and what PostgreSQL cannot keep. */
const NO_TEXT = /\p{Surrogate}|\0/u;

/** A kind of columns: what its values are, and what is wrong with those that are not. */
interface Kind {
  readonly types: RegExp;
  readonly isRight: (value: SnapshotValue) => boolean;
  readonly wrong: string;
}

const KINDS: readonly Kind[] = [
  { types: /^(int|bigint|smallint)/, isRight: isInteger, wrong: 'is no whole number that fits' },
  { types: /^bool/, isRight: (value) => value === 0 || value === 1, wrong: 'is neither true nor false' },
  {
    types: /^date$/,
    isRight: (value) => isText(value) && DAY.test(value) && isDay(value),
    wrong: 'is no day such as 1980-02-29',
  },
  {
    types: /^(datetime|timestamp)/,
    isRight: (value) => isText(value) && INSTANT.test(value) && isInstant(value),
    wrong: 'is no time',
  },
  {
    types: /^(real|double|numeric|decimal|float)/,
    isRight: (value) => typeof value === 'number' || typeof value === 'bigint',
    wrong: 'is no number',
  },
  { types: /^(blob|bytea)$/, isRight: (value) => Buffer.isBuffer(value), wrong: 'is no binary content' },
];

/**
 * Why a column cannot have a value that comes from a file somebody else may have made; SQLite itself takes anything.
 * @param allowed the only values it may have, if there are such.
 * @returns undefined when it can; otherwise the end of a sentence that begins with the column, and never the value.
 */
export function misfitOf(
  { type, notNull }: ColumnDescription,
  value: SnapshotValue,
  allowed?: readonly string[],
): string | undefined {
  if (value === null) return notNull ? 'must not be empty' : undefined;
  if (allowed !== undefined && !allowed.includes(value as string)) return `is none of ${allowed.join(', ')}`;
  const kind = KINDS.find(({ types }) => types.test(type));
  if (kind !== undefined) return kind.isRight(value) ? undefined : kind.wrong;
  if (!isText(value)) return 'is no text, or a very long one';
  const length = /^(?:varchar|character varying)\((\d+)\)$/.exec(type)?.[1];
  const isShort = length === undefined || [...value].length <= Number(length);
  return isShort ? undefined : `is longer than ${length} characters`;
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
  return isDay(value.slice(0, 10)) && !Number.isNaN(Date.parse(value.replace(' ', 'T')));
}

/** 30 February is read as 1 March by some and as nothing by others. */
function isDay(value: string): boolean {
  const timeMs = Date.parse(value);
  return !Number.isNaN(timeMs) && new Date(timeMs).toISOString().startsWith(value);
}
