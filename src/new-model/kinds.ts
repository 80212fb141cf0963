import type { Field, FieldKind } from './field.js';
import { capitalized, screaming, spaced } from './words.js';

/** What a kind of field is in the sources that are written. Literals are TypeScript. */
export interface Kind {
  /** Decorator of the field in DTOs, from src/common/fields. */
  readonly decorator: string;
  /** Its options, besides whether it may be empty. */
  readonly options: (field: Field) => string;
  readonly type: string;
  readonly column: { readonly type: string; readonly length?: number };
  /** A value for a test, which may count on a variable `made`, 1 for the first entry. */
  readonly sample: (field: Field) => string;
  /** Whether words are looked for in it. */
  readonly isText?: true;
  /** Whether no two entries may have the same. */
  readonly mayBeUnique?: true;
}

/** Letters that a line, and a text of several lines, may have. */
export const STRING_MAX = 200;
export const TEXT_MAX = 10_000;
const INTEGER = 'min: -2_147_483_648, max: 2_147_483_647';

const titled = ({ name }: Field): string => capitalized(spaced(name));
const DAY = 'new Date(Date.UTC(2026, 0, made)).toISOString()';

/** An enum's values and type have names of their own, see valuesName; a reference's length is that of an id. */
export const KINDS: Readonly<Record<FieldKind, Kind>> = {
  string: {
    decorator: 'Text',
    options: (field) => `min: 1, max: ${STRING_MAX}, example: '${titled(field)} 1'`,
    type: 'string',
    column: { type: 'varchar', length: STRING_MAX },
    sample: (field) => `\`${titled(field)} \${made}\``,
    isText: true,
    mayBeUnique: true,
  },
  text: {
    decorator: 'Text',
    options: (field) => `min: 1, max: ${TEXT_MAX}, multiline: true, example: '${titled(field)} of some length.'`,
    type: 'string',
    column: { type: 'text' },
    sample: (field) => `\`${titled(field)} \${made}\``,
    isText: true,
  },
  integer: {
    decorator: 'WholeNumber',
    options: () => `${INTEGER}, example: 1`,
    type: 'number',
    column: { type: 'integer' },
    sample: () => 'made',
    mayBeUnique: true,
  },
  money: {
    decorator: 'WholeNumber',
    options: () => 'min: 0, max: 2_147_483_647, example: 12_500',
    type: 'number',
    column: { type: 'integer' },
    sample: () => 'made * 100',
  },
  boolean: {
    decorator: 'Switch',
    options: () => 'example: true',
    type: 'boolean',
    column: { type: 'boolean' },
    sample: () => 'true',
  },
  date: {
    decorator: 'IsoDate',
    options: () => "example: '2026-11-24'",
    type: 'string',
    column: { type: 'date' },
    sample: () => `${DAY}.slice(0, 10)`,
    mayBeUnique: true,
  },
  datetime: {
    decorator: 'IsoInstant',
    options: () => "example: '2026-11-24T09:00:00.000Z'",
    type: 'Date',
    column: { type: 'Date' },
    sample: () => DAY,
    mayBeUnique: true,
  },
  enum: {
    decorator: 'OneOf',
    options: ({ values }) => `example: '${values[0]}'`,
    type: 'string',
    column: { type: 'varchar' },
    sample: ({ values }) => `'${values[0]}'`,
  },
  email: {
    decorator: 'Email',
    options: () => "example: 'grace.hopper@example.com'",
    type: 'string',
    column: { type: 'varchar', length: 254 },
    sample: () => '`person${made}@example.com`',
    isText: true,
    mayBeUnique: true,
  },
  phone: {
    decorator: 'Phone',
    options: () => "example: '+1 555 0101'",
    type: 'string',
    column: { type: 'varchar', length: 30 },
    sample: () => '`+1 555 ${1000 + made}`',
    isText: true,
    mayBeUnique: true,
  },
  ref: {
    decorator: 'WholeNumber',
    options: () => 'min: 1, max: 2_147_483_647, example: 1',
    type: 'number',
    column: { type: 'integer' },
    sample: ({ name }) => `ids.${name}`,
  },
};

export const kindOf = (field: Field): Kind => KINDS[field.kind];

/** `INVOICE_STATUS_VALUES` for the values of an enum. */
export function valuesName(oneName: string, { name }: Field): string {
  return `${screaming(oneName)}_${screaming(name)}_VALUES`;
}

/** `InvoiceStatus` for the type of an enum. */
export function valuesType(oneClass: string, { name }: Field): string {
  return oneClass + capitalized(name);
}
