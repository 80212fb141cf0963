/** Zero-width characters and fillers: nobody sees whether they are there. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** What must be unique however it is written: Unicode-normalised, lower case, single spaces, nothing unseen. */
export function uniqueKey(text: string): string {
  return text.normalize('NFKC').replace(UNSEEN, '').trim().replace(/\s+/g, ' ').toLowerCase();
}
