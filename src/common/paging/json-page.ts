import type { Page } from './page.js';

const texts = new WeakMap<object, string>();

/**
 * A page whose entries came from the database as JSON text. Answering it takes the text as it is: objects made of rows
 * only for JSON.stringify to make text of them take longer than all of SQLite's work. `items` reads it for whoever asks.
 * @param entries JSON of each entry.
 */
export function jsonPage<T>(entries: readonly string[], { page, pageSize, total }: Omit<Page<T>, 'items'>): Page<T> {
  const items = `[${entries.join(',')}]`;
  const answer = Object.defineProperty({ page, pageSize, total }, 'items', {
    enumerable: true,
    get: () => JSON.parse(items) as T[],
  });
  texts.set(answer, `{"items":${items},"page":${page},"pageSize":${pageSize},"total":${total}}`);
  return answer as Page<T>;
}

/** JSON text of anything; of a page by `jsonPage` it is there already. */
export function jsonText(value: object): string {
  return texts.get(value) ?? JSON.stringify(value);
}
