/** Which part of the activity is shown, as its address says. */
export interface ActivitySearch {
  /** Number of whoever did it. */
  readonly who?: number;
  /** Number of a support access. */
  readonly support?: number;
  readonly action?: string;
  /** A kind of entries, such as `patients`. */
  readonly record?: string;
  /** Number of one of them. */
  readonly number?: string;
  /** Days in the clinic’s time zone, `YYYY-MM-DD`, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly page?: number;
}

/** Reads it from an address that anybody may have typed. */
export function activitySearch(search: Record<string, unknown>): ActivitySearch {
  const { who, support, action, record, number, from, to, page } = search;
  const isKind = isWord(record);
  return {
    ...(isCount(who) && { who: Number(who) }),
    ...(isCount(support) && { support: Number(support) }),
    ...(isWord(action) && { action }),
    ...(isKind && { record }),
    ...(isKind && isCount(number) && { number: String(Number(number)) }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
    ...(isCount(page) && Number(page) > 1 && { page: Number(page) }),
  };
}

const LARGEST = 1_000_000;

function isCount(value: unknown): boolean {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 && number <= LARGEST;
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z_-]{0,62}$/.test(value);
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
}
