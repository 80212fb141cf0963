import type { ObjectLiteral } from 'typeorm';
import type { LineRules } from '../../common/index.js';

/** How a clinic model takes in a file of its entries. */
export interface ImportRules<Input extends object> extends LineRules<Input> {
  readonly entity: new () => ObjectLiteral;
  /** Fields of which no two entries have the same, and what is said of a line that breaks it. */
  readonly unique?: readonly UniqueField<Input>[];
}

export interface UniqueField<Input> {
  readonly field: keyof Input & string;
  /** E.g. `belongs to another doctor`. */
  readonly message: string;
}
