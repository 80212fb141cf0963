import { ValidationError } from '../../common/index.js';
import type { FieldError } from '../../common/index.js';
import type { ReadValue } from '../../database/index.js';
import type { ReportParameter, TenantReport } from '../../tenancy/index.js';

const LONGEST_TEXT = 100;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INTEGER = /^-?\d{1,9}$/;

/**
 * What a report is asked about, of `from:2026-01-01,until:2027-01-01`.
 * @throws ValidationError for what is missing, unknown or no value of its kind.
 */
export function reportValues({ parameters }: TenantReport, given: string | undefined): Record<string, ReadValue> {
  const texts = new Map((given ?? '').split(',').filter(Boolean).map(named));
  const faults: FieldError[] = [...texts.keys()]
    .filter((name) => parameters[name] === undefined)
    .map((name) => ({ field: `parameters.${name}`, message: 'is not asked for' }));
  const values: Record<string, ReadValue> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = valueOf(parameter, texts.get(name));
    if (value === undefined) faults.push({ field: `parameters.${name}`, message: `must be ${WANTED[parameter.kind]}` });
    else values[name] = value;
  }
  if (faults.length > 0) throw new ValidationError(faults);
  return values;
}

const WANTED: Readonly<Record<ReportParameter['kind'], string>> = {
  day: 'a day, such as 2026-11-24',
  integer: 'a whole number',
  text: `a text of at most ${LONGEST_TEXT} characters`,
};

function named(text: string): [string, string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text.trim(), ''] : [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}

function valueOf({ kind }: ReportParameter, text: string | undefined): ReadValue | undefined {
  if (text === undefined || text === '' || text.length > LONGEST_TEXT) return undefined;
  if (kind === 'text') return text;
  if (kind === 'integer') return INTEGER.test(text) ? Number(text) : undefined;
  const day = new Date(`${text}T00:00:00Z`);
  // 2026-02-30 would be the second of March.
  return DAY.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? day : undefined;
}
