/** What the calendar shows, as its address says. */
export interface CalendarSearch {
  /** `YYYY-MM-DD` in the clinic's time zone; absent: today. */
  readonly date?: string;
  /** Absent: one day. */
  readonly view?: 'week';
  /** Whose; absent: all doctors, or the first for a week. */
  readonly doctor?: number;
  /** A patient to book an appointment for. */
  readonly book?: number;
}

/** Reads it from an address that anybody may have typed. */
export function calendarSearch({ date, view, doctor, book }: Record<string, unknown>): CalendarSearch {
  const isDate = typeof date === 'string' && /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date));
  return {
    ...(isDate && { date }),
    ...(view === 'week' && { view }),
    ...(isId(doctor) && { doctor: Number(doctor) }),
    ...(isId(book) && { book: Number(book) }),
  };
}

function isId(value: unknown): boolean {
  return value !== undefined && Number.isInteger(Number(value)) && Number(value) > 0;
}
