import { CONFLICTS } from './conflicts.js';
import { ApiTags } from './openapi.js';
import { PROBLEMS } from './problem-codes.js';

/** Names that the API document gives to things which the code knows by other means. */
const valueNames = new Map<string, string>();
const sections = new Map<string, string>();

/**
 * A list of values that a field may have, which the document names once and refers to: clients get one type for it.
 * @throws Error when the same values have another name already.
 */
export function namedValues<const Values extends readonly string[]>(name: string, values: Values): Values {
  const key = JSON.stringify(values);
  const known = valueNames.get(key);
  if (known !== undefined && known !== name) throw new Error(`${name} has the values of ${known}`);
  valueNames.set(key, name);
  return values;
}

/** The name of exactly these values, if they were given one. */
export function nameOfValues(values: readonly unknown[]): string | undefined {
  return valueNames.get(JSON.stringify(values));
}

/** Groups a controller's operations under a tag, and says what the group is about; other controllers may join by ApiTags. */
export function ApiSection(tag: string, description: string): ClassDecorator {
  sections.set(tag, description);
  return ApiTags(tag);
}

/** What a tag's operations are about; undefined if no controller said so. */
export function sectionDescription(tag: string): string | undefined {
  return sections.get(tag);
}

namedValues('ProblemCode', Object.keys(PROBLEMS));
namedValues('ConflictKind', CONFLICTS);
