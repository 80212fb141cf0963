/** The reader's languages and country, as the browser says; some say what is none, such as `en-US@posix`. */
const LOCALE = navigator.languages.filter(isLocale);

const number = new Intl.NumberFormat(LOCALE);

export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return (options ? new Intl.NumberFormat(LOCALE, options) : number).format(value);
}

/** @param cents of the currency's smaller unit; shown without decimals when there are none. */
export function formatMoney(cents: number, currency: string): string {
  const digits = cents % 100 === 0 ? 0 : 2;
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  return new Intl.NumberFormat(LOCALE, options).format(cents / 100);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  const options = { style: 'unit', unit: UNITS[power], unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(LOCALE, options).format(bytes / 1024 ** power);
}

const DATE = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const TIME = { hour: 'numeric', minute: '2-digit' } as const;

/** The date of an instant in a time zone, such as that of the clinic. */
export function formatDate(instant: string | Date, timeZone?: string): string {
  return new Intl.DateTimeFormat(LOCALE, { ...DATE, ...(timeZone && { timeZone }) }).format(new Date(instant));
}

/** A date without a time, such as one of birth: no time zone has a say. @param date `YYYY-MM-DD`. */
export function formatDay(date: string, options: Intl.DateTimeFormatOptions = DATE): string {
  return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

export function formatTime(instant: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat(LOCALE, { ...TIME, timeZone }).format(new Date(instant));
}

export function formatDateTime(instant: string | Date, timeZone?: string): string {
  const options = { ...DATE, ...TIME, ...(timeZone && { timeZone }) };
  return new Intl.DateTimeFormat(LOCALE, options).format(new Date(instant));
}

/** From one instant to another of the same day. */
export function formatSpan(from: string | Date, to: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat(LOCALE, { ...TIME, timeZone }).formatRange(new Date(from), new Date(to));
}

function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length > 0;
  } catch {
    return false;
  }
}
