import { instantOf, wallTime } from '../format/zoned.js';

const CENTS = 100;

/** What a field for numbers holds. */
export type Typed = number | string | null;

/** A number that was typed; NaN, which the server refuses, when there is none. */
export function numberOf(typed: Typed): number {
  return typed === null || typed === '' ? Number.NaN : Number(typed);
}

/** The same where nothing may be given. */
export function numberOrNull(typed: Typed): number | null {
  return typed === null || typed === '' ? null : Number(typed);
}

/** An amount of money that was typed, in the smaller unit. */
export function centsOf(typed: Typed): number {
  return Math.round(numberOf(typed) * CENTS);
}

export function centsOrNull(typed: Typed): number | null {
  const amount = numberOrNull(typed);
  return amount === null ? null : Math.round(amount * CENTS);
}

/** An amount of money as it is typed; empty when there is none. */
export function amountOf(cents: number | null | undefined): number | '' {
  return cents === null || cents === undefined ? '' : cents / CENTS;
}

/** Date and time as a field shows them, by the clock of a time zone; empty when there is none. */
export function localOf(instant: string | null | undefined, zone = 'UTC'): string {
  if (instant === null || instant === undefined) return '';
  const { date, minutes } = wallTime(instant, zone);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The instant that was typed by the clock of a time zone; what is none is left to the server. */
export function momentOf(local: string, zone = 'UTC'): string {
  const [date = '', time = ''] = local.split('T');
  const [hours = Number.NaN, minutes = Number.NaN] = time.split(':').map(Number);
  const isTime = /^\d{4}-\d\d-\d\d$/.test(date) && Number.isInteger(hours) && Number.isInteger(minutes);
  return isTime ? instantOf({ date, minutes: hours * 60 + minutes }, zone).toISOString() : local;
}

export function momentOrNull(local: string, zone?: string): string | null {
  return local === '' ? null : momentOf(local, zone);
}
