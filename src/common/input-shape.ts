import { ValidationError } from './problem.error.js';

/** No class of ours comes near these; beyond them checking alone would hold up or overflow the process. */
const FIELDS_MAX = 100;
const DEPTH_MAX = 16;
const VALUES_MAX = 1000;

/**
 * Lets a body through to validation only if it is a JSON object of reasonable size: those who read it recurse.
 * @throws ValidationError naming the field, or `body`.
 */
export function assertReasonableShape(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  if (Array.isArray(body)) throw invalid('body', 'must be an object');
  const fields: [string, unknown][] = Object.entries(body);
  if (fields.length > FIELDS_MAX) throw invalid('body', `must have at most ${FIELDS_MAX} fields`);
  for (const [field, value] of fields) {
    if (typeof value === 'object' && value !== null) assertReasonableField(field, value);
  }
}

function assertReasonableField(field: string, value: object): void {
  let level: object[] = [value];
  let values = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) throw invalid(field, 'is nested too deeply');
    const below: object[] = [];
    for (const parent of level) {
      const children: unknown[] = Object.values(parent);
      values += children.length;
      if (values > VALUES_MAX) throw invalid(field, 'has too many values');
      below.push(...children.filter((child): child is object => typeof child === 'object' && child !== null));
    }
    level = below;
  }
}

function invalid(field: string, message: string): ValidationError {
  return new ValidationError([{ field, message }]);
}
