import { pipeline, Readable } from 'node:stream';
import type { CsvError, Options } from 'csv-parse';
import { newlinesIn, textOf } from './csv-text.js';
import { withFormula } from './formula-cells.js';
import { CsvUnreadableError } from './csv.errors.js';

/** A line of the file; with quoted line breaks it may span several. */
export interface CsvRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Largest file in bytes: some 300,000 patients. */
export const CSV_LIMIT_BYTES = 64 * 1024 * 1024;
/** Largest line in characters; a quote that is never closed ends here. */
const RECORD_LIMIT = 64 * 1024;
const DELIMITERS = [',', ';', '\t'] as const;

interface ParsedRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * The lines of an upload, one after the other, as fast as they are asked for; empty ones are left out. Cells are parted by
 * commas, semicolons or tabs, whichever the first line has most of.
 * @param seen is shown the bytes on the way.
 * @throws CsvUnreadableError, FileTooLargeError, UploadAbortedError.
 */
export async function* csvRecords(upload: Readable, seen?: (chunk: Buffer) => void): AsyncGenerator<CsvRecord> {
  const text = textOf(upload, CSV_LIMIT_BYTES, seen);
  const head = await untilLineBreak(text);
  const { parse } = await import('csv-parse');
  const parser = parse(optionsFor(head));
  const failure = new Promise<Error | null>((resolve) => {
    pipeline(Readable.from(joined(head, text), { objectMode: true }), parser, (error) => resolve(error ?? null));
  });
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      yield { line: info.lines - newlinesIn(record.join('')), cells: record.map(withFormula) };
    }
  } catch (error) {
    throw toProblem((await failure) ?? error);
  }
}

function optionsFor(head: string): Options {
  return {
    delimiter: delimiterOf(head),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_LIMIT,
  };
}

function delimiterOf(head: string): string {
  const line = head.split('\n', 1)[0] ?? '';
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** What comes until the first line is complete. */
async function untilLineBreak(text: AsyncGenerator<string>): Promise<string> {
  let head = '';
  while (!head.includes('\n') && head.length < RECORD_LIMIT) {
    const next = await text.next();
    if (next.done) break;
    head += next.value;
  }
  return head;
}

async function* joined(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

/** The library's messages repeat what is in the cells. */
function toProblem(error: unknown): unknown {
  const { code, lines } = error as Partial<CsvError> & { lines?: number };
  if (typeof code !== 'string' || !code.startsWith('CSV_')) return error;
  const reasons: Readonly<Record<string, string>> = {
    CSV_MAX_RECORD_SIZE: 'is too long; perhaps a quote is not closed',
    CSV_QUOTE_NOT_CLOSED: 'has a quote that is not closed',
  };
  return new CsvUnreadableError(lines ?? 1, reasons[code] ?? 'has quotes in the wrong places');
}
