import { addDays, instantOf, mondayOf, wallTime } from '../common/format/zoned.js';
import type { Appointment, AppointmentStatus } from './appointments-api.js';

const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;
/** Shown even when nothing is booked then. */
const OPENS = 8 * 60;
const CLOSES = 18 * 60;
/** Appointments begin at quarters of an hour when they are moved. */
export const STEP_MINUTES = 15;

/** One doctor's day: the calendar's columns are either doctors of a day or days of a doctor. */
export interface CalendarColumn {
  readonly key: string;
  readonly date: string;
  readonly doctorId: number;
  readonly title: string;
}

/** When and with whom an appointment would be. */
export interface Place {
  readonly doctorId: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** An appointment as it stands in a column; minutes since midnight. */
export interface Placed {
  readonly appointment: Appointment;
  readonly from: number;
  readonly to: number;
  /** Which of how many side by side. */
  readonly lane: number;
  readonly lanes: number;
}

/** Whether a doctor is busy with it. */
export function keepsBusy(status: AppointmentStatus): boolean {
  return status !== 'cancelled' && status !== 'no-show';
}

/** The appointment that is in the way; undefined if there is none. @param id of the one that is placed. */
export function conflictOf(appointments: readonly Appointment[], place: Place, id?: number): Appointment | undefined {
  const [from, to] = [place.startsAt.toISOString(), place.endsAt.toISOString()];
  return appointments.find(
    (other) =>
      other.id !== id &&
      other.doctorId === place.doctorId &&
      keepsBusy(other.status) &&
      other.startsAt < to &&
      other.endsAt > from,
  );
}

/** The appointments of a column, those at the same time side by side. */
export function placeIn(column: CalendarColumn, appointments: readonly Appointment[], zone: string): Placed[] {
  const own = appointments
    .filter(({ doctorId }) => doctorId === column.doctorId)
    .map((appointment) => ({ appointment, ...minutesOn(column.date, appointment, zone) }))
    .filter(({ from, to }) => from < DAY_MINUTES && to > 0)
    .sort((a, b) => a.from - b.from || a.to - b.to);
  return clusters(own).flatMap((cluster) => sideBySide(cluster));
}

type Unplaced = Omit<Placed, 'lane' | 'lanes'>;

/** Minutes since the day's midnight, below zero and beyond a day's end for those that reach over it. */
function minutesOn(date: string, { startsAt, endsAt }: Appointment, zone: string): { from: number; to: number } {
  const start = wallTime(startsAt, zone);
  const from = start.minutes + (Date.parse(start.date) - Date.parse(date)) / MINUTE_MS;
  return { from, to: from + (Date.parse(endsAt) - Date.parse(startsAt)) / MINUTE_MS };
}

function clusters(sorted: readonly Unplaced[]): Unplaced[][] {
  const found: Unplaced[][] = [];
  let end = -Infinity;
  for (const one of sorted) {
    if (one.from >= end) found.push([]);
    found.at(-1)?.push(one);
    end = Math.max(end, one.to);
  }
  return found;
}

function sideBySide(cluster: readonly Unplaced[]): Placed[] {
  const ends: number[] = [];
  const placed = cluster.map((one) => {
    const free = ends.findIndex((end) => end <= one.from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = one.to;
    return { ...one, lane };
  });
  return placed.map((one) => ({ ...one, lanes: ends.length }));
}

/** From which full hour to which the calendar is drawn, in minutes. */
export function shownHours(placed: readonly Placed[]): { readonly from: number; readonly to: number } {
  const from = Math.min(OPENS, ...placed.map((one) => Math.floor(Math.max(0, one.from) / 60) * 60));
  const to = Math.max(CLOSES, ...placed.map((one) => Math.ceil(Math.min(DAY_MINUTES, one.to) / 60) * 60));
  return { from, to };
}

/** Where an appointment is put by so many minutes since midnight in a column; it keeps its length. */
export function placeAt(column: CalendarColumn, minutes: number, appointment: Appointment, zone: string): Place {
  const lengthMs = Date.parse(appointment.endsAt) - Date.parse(appointment.startsAt);
  const startsAt = instantOf({ date: column.date, minutes }, zone);
  return { doctorId: column.doctorId, startsAt, endsAt: new Date(startsAt.getTime() + lengthMs) };
}

/** The nearest quarter of an hour at which an appointment of this length fits into a day. */
export function snap(minutes: number, lengthMinutes: number): number {
  const snapped = Math.round(minutes / STEP_MINUTES) * STEP_MINUTES;
  return Math.max(0, Math.min(snapped, DAY_MINUTES - Math.min(lengthMinutes, DAY_MINUTES)));
}

/** The days that a view shows, beginning with its first. */
export function daysOf(date: string, view: 'day' | 'week'): string[] {
  if (view === 'day') return [date];
  const monday = mondayOf(date);
  return Array.from({ length: 7 }, (_, day) => addDays(monday, day));
}
