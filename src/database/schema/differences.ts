import { canonical } from './schema-description.js';
import type { CanonicalTable, SchemaDescription } from './schema-description.js';

/**
 * In what a real schema differs from the expected one, in words: `patients_patient: index patients_patient_last_name is
 * missing`. Empty when both mean the same.
 */
export function differences(expected: SchemaDescription, real: SchemaDescription): string[] {
  const [wanted, found] = [byName(expected), byName(real)];
  const missing = [...wanted.keys()].filter((name) => !found.has(name)).map((name) => `table ${name} is missing`);
  const extra = [...found.keys()].filter((name) => !wanted.has(name)).map((name) => `table ${name} is not expected`);
  const both = [...wanted.values()].flatMap((table) => {
    const other = found.get(table.name);
    return other ? tableDifferences(table, other) : [];
  });
  return [...missing, ...extra, ...both];
}

function tableDifferences(wanted: CanonicalTable, found: CanonicalTable): string[] {
  return Object.entries(wanted.parts).flatMap(([kind, parts]) =>
    partDifferences(kind, parts, found.parts[kind] ?? []).map((difference) => `${wanted.name}: ${difference}`),
  );
}

function partDifferences(kind: string, wanted: readonly unknown[], found: readonly unknown[]): string[] {
  const lacks = except(wanted, found);
  const surplus = except(found, wanted);
  const other = (part: unknown): unknown => surplus.find((each) => nameOf(each) === nameOf(part));
  const changed = lacks.filter((part) => isNamed(part) && other(part) !== undefined);
  return [
    ...changed.map((part) => `${kind} ${nameOf(part)} is ${told(other(part))}, not ${told(part)}`),
    ...lacks.filter((part) => !changed.includes(part)).map((part) => `${kind} ${nameOf(part)} is missing`),
    ...surplus
      .filter((part) => !isNamed(part) || !changed.some((each) => nameOf(each) === nameOf(part)))
      .map((part) => `${kind} ${nameOf(part)} is not expected`),
  ];
}

function except(parts: readonly unknown[], others: readonly unknown[]): unknown[] {
  const known = new Set(others.map((part) => JSON.stringify(part)));
  return parts.filter((part) => !known.has(JSON.stringify(part)));
}

function byName(schema: SchemaDescription): Map<string, CanonicalTable> {
  return new Map(canonical(schema).map((table) => [table.name, table]));
}

function isNamed(part: unknown): part is { readonly name: string } {
  return typeof (Object(part) as { name?: unknown }).name === 'string';
}

function nameOf(part: unknown): string {
  return isNamed(part) ? part.name : told(part);
}

function told(part: unknown): string {
  if (typeof part === 'string') return part;
  if (Array.isArray(part)) return `(${part.map(told).join(', ')})`;
  const { name: _name, ...rest } = Object(part) as Record<string, unknown>;
  return JSON.stringify(rest);
}
