import type { CellPlace } from './cell-cipher.js';

/** Characters that are kept per open company, ciphertext and text together: some 900 contacts. */
const MOST_CHARACTERS = 128 * 1024;

/**
 * The values that were opened last. Opening one takes some four microseconds, and a list has eighty: without this, a list
 * of patients would take half as long again. What is kept was authenticated for its place.
 */
export class OpenedCells {
  private readonly texts = new Map<string, string>();
  private characters = 0;

  find(place: CellPlace, sealed: string): string | undefined {
    return this.texts.get(keyOf(place, sealed));
  }

  keep(place: CellPlace, sealed: string, text: string): void {
    const key = keyOf(place, sealed);
    const size = key.length + text.length;
    if (size > MOST_CHARACTERS / 16 || this.texts.has(key)) return;
    this.texts.set(key, text);
    this.characters += size;
    for (const [oldest, old] of this.texts) {
      if (this.characters <= MOST_CHARACTERS) return;
      this.texts.delete(oldest);
      this.characters -= oldest.length + old.length;
    }
  }
}

function keyOf({ table, column }: CellPlace, sealed: string): string {
  return `${table}|${column}|${sealed}`;
}
