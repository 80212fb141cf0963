import type { Type } from '@nestjs/common';
import { ValidationError } from '../problem.error.js';
import type { FieldError } from '../problem.error.js';
import { checkInput } from '../validation.js';
import { columnsOf } from './csv-columns.js';
import type { ToInput } from './csv-columns.js';
import type { CsvRecord } from './csv-records.js';
import type { CsvReport } from './csv-report.js';
import { CsvUnreadableError } from './csv.errors.js';

/** What a line of a file must be. */
export interface LineRules<Input extends object> {
  /** The class of the body with which one such entry is made. */
  readonly dto: Type<Input>;
  /** What else the service asks of it. @throws ValidationError. */
  readonly check?: (input: Input, now: Date) => void;
}

export interface CheckedLine<Input> {
  readonly line: number;
  readonly input: Input;
}

/**
 * Checks line by line what would be checked of a body, and gives those that pass; the others, and what ends the file
 * before its time, are noted in the report.
 * @throws what ends the upload: FileTooLargeError, UploadAbortedError.
 */
export async function* checkedLines<Input extends object>(
  records: AsyncGenerator<CsvRecord>,
  rules: LineRules<Input>,
  now: Date,
  report: CsvReport,
): AsyncGenerator<CheckedLine<Input>> {
  try {
    const header = await records.next();
    if (header.done) throw new CsvUnreadableError(1, 'has no header: the first line names the columns');
    const toInput = columnsOf(header.value.cells, rules.dto);
    for await (const record of records) {
      report.rows += 1;
      const checked = check(record, header.value.cells.length, toInput, rules, now);
      if ('input' in checked) yield { line: record.line, input: checked.input };
      else report.refuse(record.line, checked.errors.map(reasonOf));
    }
  } catch (error) {
    if (!(error instanceof CsvUnreadableError)) throw error;
    report.refuse(error.line, [{ column: error.column, message: error.reason }]);
  } finally {
    await records.return(undefined);
  }
}

function check<Input extends object>(
  { cells }: CsvRecord,
  columns: number,
  toInput: ToInput,
  rules: LineRules<Input>,
  now: Date,
): { readonly input: Input } | { readonly errors: readonly FieldError[] } {
  if (cells.length !== columns)
    return { errors: [{ field: '', message: `has ${cells.length} cells, not ${columns}` }] };
  const given = toInput(cells);
  const checked = checkInput(rules.dto, given);
  if ('errors' in checked) return { errors: checked.errors.map((error) => inWordsOfFiles(error, given)) };
  try {
    rules.check?.(checked.input, now);
    return checked;
  } catch (error) {
    if (error instanceof ValidationError) return { errors: error.extra.errors ?? [] };
    throw error;
  }
}

function inWordsOfFiles(error: FieldError, given: Record<string, unknown>): FieldError {
  return error.field in given ? error : { ...error, message: 'must not be empty' };
}

function reasonOf({ field, message }: FieldError): { column: string | null; message: string } {
  return { column: field === '' ? null : field, message };
}
