import { parseField } from './field.js';
import type { Field } from './field.js';
import { modelNames } from './model-names.js';
import type { ModelNames, Plurals } from './model-names.js';
import { InvalidModelError } from './new-model.errors.js';

/** A clinic model that is to be written. */
export interface ModelPlan {
  readonly names: ModelNames;
  readonly fields: readonly Field[];
}

/** What there is already. */
export interface Existing {
  /** Names of folders in src and web/src, and of texts. */
  readonly folders: ReadonlySet<string>;
  /** Tables of a company's database. */
  readonly tables: ReadonlySet<string>;
}

/**
 * @param name of the model, in the singular.
 * @param fields as parseField takes them.
 * @throws InvalidModelError
 */
export function planModel(name: string, fields: readonly string[], existing: Existing, plurals: Plurals): ModelPlan {
  const names = modelNames(name, plurals);
  if (existing.folders.has(names.many) || existing.folders.has(names.one) || existing.tables.has(names.table)) {
    throw new InvalidModelError(`There is a folder or file of ${names.many} already, or a table ${names.table}.`);
  }
  if (fields.length === 0) throw new InvalidModelError('A model has fields, such as number:string.');
  const parsed = fields.map((field) => parseField(field, plurals));
  const columns = parsed.map(({ column }) => column);
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) throw new InvalidModelError(`There are two fields ${twice}.`);
  if (parsed.every(({ isOptional }) => isOptional)) {
    throw new InvalidModelError('At least one field must have a value: an entry of nothing says nothing.');
  }
  for (const { name: field, target } of parsed) {
    if (target !== undefined && !existing.tables.has(target)) {
      throw new InvalidModelError(`${field} refers to a table ${target}, which there is not.`);
    }
  }
  return { names, fields: parsed };
}
