import type { AuditEntryDto } from './audit-entry.dto.js';

const COLUMNS: readonly (keyof AuditEntryDto)[] = [
  'id',
  'at',
  'userId',
  'userName',
  'role',
  'supportAccessId',
  'address',
  'device',
  'requestId',
  'action',
  'record',
  'recordIds',
  'recordCount',
  'fields',
  'changes',
  'detail',
];

const NEEDS_QUOTES = /[",\r\n]/;
/** Spreadsheets take a cell that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Entries as CSV (RFC 4180), with a line of column names. */
export async function* auditCsv(portions: AsyncIterable<readonly AuditEntryDto[]>): AsyncGenerator<Buffer> {
  yield Buffer.from(`${COLUMNS.join()}\r\n`);
  for await (const entries of portions) yield Buffer.from(entries.map(line).join(''));
}

function line(entry: AuditEntryDto): string {
  return `${COLUMNS.map((column) => cell(entry[column])).join()}\r\n`;
}

function cell(value: AuditEntryDto[keyof AuditEntryDto]): string {
  if (value === null) return '';
  const text = Array.isArray(value)
    ? value.join(' ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
