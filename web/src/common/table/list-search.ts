/** What a list shows, as its address says. */
export interface ListSearch {
  readonly q?: string;
  /** A field; with a minus the other way round. */
  readonly sort?: string;
  readonly page?: number;
}

/** Reads it from an address that anybody may have typed. */
export function listSearch({ q, sort, page }: Record<string, unknown>): ListSearch {
  const number = Number(page);
  return {
    ...(typeof q === 'string' && q !== '' && { q: q.slice(0, 200) }),
    ...(typeof sort === 'string' && /^-?\w+$/.test(sort) && { sort }),
    ...(Number.isInteger(number) && number > 1 && number < 1_000_000 && { page: number }),
  };
}
