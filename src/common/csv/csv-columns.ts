import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { CsvUnreadableError } from './csv.errors.js';

/** A field of a DTO as a cell fills it. */
interface Field {
  readonly name: string;
  readonly isRequired: boolean;
  readonly fromCell: (cell: string) => unknown;
}

/** Turns the cells of a line into what a client of the API would have sent for it. */
export type ToInput = (cells: readonly string[]) => Record<string, unknown>;

/** Columns that an export has and a new entry gets anew; they are passed over. */
const OF_EXPORTS: readonly string[] = ['id', 'createdat', 'updatedat'];

/**
 * Which column is which field: by name, in any case, with or without blanks and underscores (`First name`, `first_name`).
 * @param header the cells of the first line.
 * @throws CsvUnreadableError for a column that is no field, comes twice, or is missing though every entry needs it.
 */
export function columnsOf(header: readonly string[], dto: Type<object>): ToInput {
  const fields = fieldsOf(dto);
  const columns = header.map((title) => {
    if (OF_EXPORTS.includes(keyOf(title))) return undefined;
    const field = fields.find(({ name }) => keyOf(name) === keyOf(title));
    if (field) return field;
    throw new CsvUnreadableError(1, `is not one of ${fields.map(({ name }) => name).join(', ')}`, shown(title));
  });
  const twice = columns.find((field, index) => field && columns.indexOf(field) !== index);
  if (twice) throw new CsvUnreadableError(1, 'is there twice', twice.name);
  const missing = fields.find((field) => field.isRequired && !columns.includes(field));
  if (missing) throw new CsvUnreadableError(1, 'is missing', missing.name);
  return (cells) => inputOf(columns, cells);
}

/** Empty cells are left out, as a form leaves out what was not filled in. */
function inputOf(columns: readonly (Field | undefined)[], cells: readonly string[]): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [index, field] of columns.entries()) {
    const cell = cells[index]?.trim() ?? '';
    if (field && cell !== '') input[field.name] = field.fromCell(cell);
  }
  return input;
}

/** Read from the rules of the class, so that a model need not say it again. */
function fieldsOf(dto: Type<object>): Field[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  return [...new Set(rules.map((rule) => rule.propertyName))].map((name) => {
    const own = rules.filter((rule) => rule.propertyName === name);
    return {
      name,
      isRequired: !own.some((rule) => rule.type === 'conditionalValidation'),
      fromCell: conversion(new Set(own.map((rule) => rule.name))),
    };
  });
}

function conversion(rules: ReadonlySet<string | undefined>): (cell: string) => unknown {
  if (rules.has('isInt') || rules.has('isNumber'))
    return (cell) => (/^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell);
  if (rules.has('isBoolean')) return (cell) => ({ true: true, false: false })[cell.toLowerCase()] ?? cell;
  return (cell) => cell;
}

function keyOf(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}

/** Whatever a file has in its first line, in a message it is short and harmless. */
function shown(title: string): string {
  return title.replace(/[^\p{L}\p{N} _.-]/gu, '?').slice(0, 60);
}
