import { KINDS } from './kinds.js';
import { InvalidModelError } from './new-model.errors.js';
import { isKeyword, takenFields } from './reserved.js';
import { tableOf } from './model-names.js';
import type { Plurals } from './model-names.js';
import { snake } from './words.js';

export const FIELD_KINDS = [
  'string',
  'text',
  'integer',
  'money',
  'boolean',
  'date',
  'datetime',
  'enum',
  'email',
  'phone',
  'ref',
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** One field of a model that is to be written. */
export interface Field {
  readonly kind: FieldKind;
  /** `dueDate`; of money `totalCents`, of a reference `patientId`. */
  readonly name: string;
  readonly column: string;
  readonly isOptional: boolean;
  readonly isUnique: boolean;
  /** Of an enum. */
  readonly values: readonly string[];
  /** Of a reference: the table that it refers to, and what that is called in addresses: `lab-results`. */
  readonly target?: string;
  readonly refers?: string;
}

const SHAPE = /^([a-z][A-Za-z0-9]*):([a-z]+)(?:\(([^()]*)\))?(\?)?((?::[a-z]+)*)$/;
const MARKERS = ['optional', 'unique'];
const VALUE = /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/;
const LONGEST_NAME = 40;

/**
 * @param text `name:type`, with `?` or `:optional` for one that may be empty and `:unique` for one that no two entries share;
 *   `status:enum(open|paid)`, `patient:ref`, `payer:ref(patient)`.
 * @throws InvalidModelError
 */
export function parseField(text: string, plurals: Plurals): Field {
  const [, given = '', kind = '', argument, question, more = ''] = SHAPE.exec(text) ?? [];
  const markers = more.split(':').slice(1);
  if (given === '' || markers.some((marker) => !MARKERS.includes(marker))) {
    throw new InvalidModelError(`${text} is no field: say name:type, such as dueDate:date? or number:string:unique.`);
  }
  if (!isKind(kind)) throw new InvalidModelError(`${text}: a type is one of ${FIELD_KINDS.join(', ')}.`);
  if (argument !== undefined && kind !== 'enum' && kind !== 'ref') {
    throw new InvalidModelError(`${text}: ${kind} takes nothing in brackets.`);
  }
  if (markers.includes('unique') && !KINDS[kind].mayBeUnique) {
    throw new InvalidModelError(`${text}: ${kind} cannot be unique here; write the index by hand.`);
  }
  const name = assertFree(nameFor(given, kind), text);
  return {
    kind,
    name,
    column: snake(name),
    isOptional: question !== undefined || markers.includes('optional'),
    isUnique: markers.includes('unique'),
    values: kind === 'enum' ? valuesOf(argument ?? '', text) : [],
    ...(kind === 'ref' && referenceTo(argument ?? snake(given).replaceAll('_', '-'), plurals)),
  };
}

/** Names say the unit of what they hold. */
function nameFor(given: string, kind: FieldKind): string {
  if (kind === 'money') return given.endsWith('Cents') ? given : `${given}Cents`;
  if (kind === 'ref') return given.endsWith('Id') ? given : `${given}Id`;
  return given;
}

function assertFree(name: string, text: string): string {
  if (name.length > LONGEST_NAME) throw new InvalidModelError(`${text}: a name has at most ${LONGEST_NAME} letters.`);
  if (takenFields.has(name)) throw new InvalidModelError(`${text}: every list and entry has its own ${name}.`);
  if (isKeyword(name)) throw new InvalidModelError(`${text}: ${name} is a word of SQL or of JavaScript.`);
  return name;
}

function valuesOf(argument: string, text: string): string[] {
  const values = argument.split('|').map((value) => value.trim());
  const isGood = values.every((value) => VALUE.test(value)) && new Set(values).size === values.length;
  if (!isGood || values.length < 2) {
    throw new InvalidModelError(`${text}: say two or more different values, such as 'status:enum(open|paid)'.`);
  }
  return values;
}

function referenceTo(model: string, plurals: Plurals): Required<Pick<Field, 'target' | 'refers'>> {
  const refers = plurals.plural(model);
  return { target: tableOf(model, refers), refers };
}

function isKind(kind: string): kind is FieldKind {
  return FIELD_KINDS.some((known) => known === kind);
}
