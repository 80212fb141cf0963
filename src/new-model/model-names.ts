import { InvalidModelError } from './new-model.errors.js';
import { isKeyword, takenModels } from './reserved.js';
import { camel, pascal, snake, spaced } from './words.js';

/** What a library of English plurals can do. */
export interface Plurals {
  plural(word: string): string;
  singular(word: string): string;
}

/** The names that one word gives a model, by the example of `lab-result`. */
export interface ModelNames {
  /** `lab-result`: of files. */
  readonly one: string;
  /** `lab-results`: of the folder and the address. */
  readonly many: string;
  /** `LabResult` */
  readonly oneClass: string;
  /** `LabResults` */
  readonly manyClass: string;
  /** `labResult` */
  readonly oneName: string;
  /** `labResults` */
  readonly manyName: string;
  /** `lab result` */
  readonly oneWords: string;
  /** `lab results` */
  readonly manyWords: string;
  /** `lab_results_lab_result` */
  readonly table: string;
}

const LONGEST = 30;

/**
 * @param one a noun in the singular: `invoice`, `lab-result`.
 * @throws InvalidModelError
 */
export function modelNames(one: string, plurals: Plurals): ModelNames {
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(one) || one.length > LONGEST) {
    throw new InvalidModelError(`${one} is no name of a model: at most ${LONGEST} small letters, such as lab-result.`);
  }
  const singular = plurals.singular(one);
  if (singular !== one) throw new InvalidModelError(`Name the model in the singular: ${singular}.`);
  if (takenModels.has(one) || isKeyword(one)) throw new InvalidModelError(`${one} means something else here.`);
  return namesOf(one, plurals.plural(one));
}

function namesOf(one: string, many: string): ModelNames {
  return {
    one,
    many,
    oneClass: pascal(one),
    manyClass: pascal(many),
    oneName: camel(one),
    // Some words have one form for both.
    manyName: many === one ? `${camel(many)}List` : camel(many),
    oneWords: spaced(one),
    manyWords: spaced(many),
    table: tableOf(one, many),
  };
}

export function tableOf(one: string, many: string): string {
  return `${snake(many)}_${snake(one)}`;
}
