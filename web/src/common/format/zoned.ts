const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What a clock on a wall shows: a date `YYYY-MM-DD` and the minutes since its midnight. */
export interface WallTime {
  readonly date: string;
  readonly minutes: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(instant: Date, timeZone: string): Record<string, number> {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    format = new Intl.DateTimeFormat('en-US', { ...parts, second: 'numeric', hourCycle: 'h23', timeZone });
    formats.set(timeZone, format);
  }
  return Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
}

/** What the clock in a time zone shows at an instant. */
export function wallTime(instant: Date | string, timeZone: string): WallTime {
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = partsOf(new Date(instant), timeZone);
  const two = (value: number): string => String(value).padStart(2, '0');
  return { date: `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`, minutes: hour * 60 + minute };
}

/**
 * The instant at which the clock in a time zone shows this. Of an hour that comes twice it is the first; of one that is
 * left out, as many minutes after the change as are asked for.
 */
export function instantOf({ date, minutes }: WallTime, timeZone: string): Date {
  const shown = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS;
  const candidates = [shown - DAY_MS, shown + DAY_MS].map((near) => shown - offsetMs(near, timeZone));
  const exact = candidates.filter((time) => time + offsetMs(time, timeZone) === shown);
  return new Date(exact.length > 0 ? Math.min(...exact) : Math.max(...candidates));
}

/** How far the zone's clock is ahead of UTC at a time. */
function offsetMs(time: number, timeZone: string): number {
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = partsOf(new Date(time), timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
}

/** A date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of the date's week (ISO 8601). */
export function mondayOf(date: string): string {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return addDays(date, -((weekday + 6) % 7));
}

/** From a day's first instant in a time zone to that of the day so many days later. */
export function daySpan(date: string, days: number, timeZone: string): { readonly from: Date; readonly to: Date } {
  return {
    from: instantOf({ date, minutes: 0 }, timeZone),
    to: instantOf({ date: addDays(date, days), minutes: 0 }, timeZone),
  };
}
