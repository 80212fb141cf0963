import {
  amountOf,
  centsOf,
  centsOrNull,
  localOf,
  momentOf,
  momentOrNull,
  numberOf,
  numberOrNull,
  orNull,
} from '../forms/index.js';
import type { Typed } from '../forms/index.js';

interface FieldShape<Input> {
  readonly name: keyof Input & string;
  readonly label: string;
  readonly isOptional?: boolean;
}

/** A field of an entry: what it is called, and how it is shown and typed. */
export type EntryField<Input> = FieldShape<Input> &
  (
    | { readonly kind: 'string' | 'text'; readonly maxLength: number }
    | { readonly kind: 'integer' | 'money' | 'boolean' | 'date' | 'datetime' | 'email' | 'phone' }
    /** @property values what each is called. */
    | { readonly kind: 'enum'; readonly values: Readonly<Record<string, string>> }
    /** @property of the entries that it refers to, as they stand in the address: `patients`. */
    | { readonly kind: 'ref'; readonly of: string }
  );

export type Fields<Input> = readonly EntryField<Input>[];
type FormValues = Record<string, unknown>;

/** What a form begins with. @param row absent: a new one. @param zone by whose clock times are typed. */
export function typedOf<Input>(fields: Fields<Input>, row: Partial<Input> | undefined, zone?: string): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, typed(field.kind, row?.[field.name], zone)]));
}

function typed(kind: EntryField<object>['kind'], value: unknown, zone: string | undefined): unknown {
  switch (kind) {
    case 'money':
      return amountOf(value as number | null | undefined);
    case 'datetime':
      return localOf(value as string | null | undefined, zone);
    case 'boolean':
      return value === true;
    case 'ref':
      return typeof value === 'number' ? String(value) : null;
    case 'enum':
      return value ?? null;
    default:
      return value ?? '';
  }
}

/** What is sent of a form. What is missing is left to the server to tell. */
export function inputOf<Input>(fields: Fields<Input>, values: FormValues, zone?: string): Input {
  return Object.fromEntries(fields.map((field) => [field.name, sent(field, values[field.name], zone)])) as Input;
}

function sent<Input>({ kind, isOptional }: EntryField<Input>, value: unknown, zone: string | undefined): unknown {
  switch (kind) {
    case 'integer':
    case 'ref':
      return (isOptional ? numberOrNull : numberOf)(value as Typed);
    case 'money':
      return (isOptional ? centsOrNull : centsOf)(value as Typed);
    case 'datetime':
      return (isOptional ? momentOrNull : momentOf)(value as string, zone);
    case 'boolean':
    case 'enum':
      return value;
    default:
      return isOptional ? orNull(value as string) : value;
  }
}

/** What an entry was made of, to make it again or to put it back. */
export function partsOf<Input>(fields: Fields<Input>, row: Input): Input {
  return Object.fromEntries(fields.map(({ name }) => [name, row[name]])) as Input;
}
