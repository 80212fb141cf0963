import { withoutFormula } from '../../common/index.js';
import type { ReportDto } from './report.dto.js';

const NEEDS_QUOTES = /[",\r\n]/;

/**
 * A report as CSV (RFC 4180); companies that did not answer have a line with the reason and nothing else, and those of them
 * that are not named one line together.
 */
export function reportCsv({ columns, rows, notAnswered, notAnsweredMore }: ReportDto): string {
  const head = ['companyId', 'company', ...columns, 'notAnswered'];
  const answers = rows.map(({ companyId, company, values }) => [companyId, company, ...values, null]);
  const nothing = columns.map(() => null);
  const gaps = notAnswered.map(({ companyId, company, code }) => [companyId, company, ...nothing, code]);
  const more = notAnsweredMore > 0 ? [[null, null, ...nothing, `${notAnsweredMore} more`]] : [];
  return [head, ...answers, ...gaps, ...more].map((cells) => `${cells.map(cell).join()}\r\n`).join('');
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'number' ? String(value) : withoutFormula(value);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
