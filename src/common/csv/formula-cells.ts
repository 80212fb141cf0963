/**
 * What a spreadsheet computes, or sends, when somebody opens the file; also with apostrophes before it, which are ours. Numbers
 * and telephone numbers, which begin with the same characters, are not meant.
 */
const FORMULA = /^'*(?:[=@\t\r]|[+-](?![\d ()./-]*$))/;

/** A cell for a file that people open in a spreadsheet: a text that looks like a formula has an apostrophe before it. */
export function withoutFormula(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** What was given to `withoutFormula`. */
export function withFormula(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
