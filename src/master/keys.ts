/** What must be unique however it is written: Unicode-normalised, lower case, single spaces. */
export function uniqueKey(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
