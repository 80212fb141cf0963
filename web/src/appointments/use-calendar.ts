import { useQuery } from '@tanstack/react-query';
import { daySpan, formatDay, wallTime } from '../common/format/index.js';
import { allDoctorsQuery } from '../doctors/doctors-api.js';
import type { Doctor } from '../doctors/doctors-api.js';
import { useMe } from '../session/index.js';
import { texts } from '../texts/index.js';
import { spanQuery } from './appointments-api.js';
import type { Appointment } from './appointments-api.js';
import { daysOf } from './calendar.js';
import type { CalendarColumn } from './calendar.js';
import type { CalendarSearch } from './calendar-search.js';

const WEEKDAY = { weekday: 'short', day: 'numeric', month: 'short' } as const;

export interface Calendar {
  readonly zone: string;
  readonly date: string;
  readonly today: string;
  readonly view: 'day' | 'week';
  readonly doctors: readonly Doctor[] | undefined;
  /** Whose; undefined: all doctors. */
  readonly doctorId: number | undefined;
  readonly columns: readonly CalendarColumn[];
  readonly appointments: readonly Appointment[] | undefined;
  readonly error: unknown;
  readonly refetch: () => void;
}

export function doctorName({ firstName, lastName }: Pick<Doctor, 'firstName' | 'lastName'>): string {
  return texts.general.nameOf(firstName, lastName);
}

/** What the calendar's address asks for. */
export function useCalendar(search: CalendarSearch): Calendar {
  const zone = useMe().company?.timeZone ?? 'UTC';
  const today = wallTime(new Date(), zone).date;
  const { date = today, view = 'day' } = search;
  const { data: doctors, error: doctorsError, refetch: refetchDoctors } = useQuery(allDoctorsQuery);
  // A week of all doctors cannot be read: it is that of the first one.
  const doctorId = search.doctor ?? (view === 'week' ? doctors?.[0]?.id : undefined);
  const days = daysOf(date, view);
  const span = daySpan(days[0] ?? date, days.length, zone);
  const {
    data: appointments,
    error,
    refetch,
  } = useQuery({ ...spanQuery(span, doctorId), placeholderData: (before) => before });
  return {
    zone,
    date,
    today,
    view,
    doctors,
    doctorId,
    columns: columnsOf(
      days,
      view,
      (doctors ?? []).filter(({ id }) => doctorId === undefined || id === doctorId),
    ),
    appointments,
    error: doctorsError ?? error,
    refetch: () => void Promise.all([refetchDoctors(), refetch()]),
  };
}

function columnsOf(days: readonly string[], view: 'day' | 'week', doctors: readonly Doctor[]): CalendarColumn[] {
  return days.flatMap((date) =>
    doctors.map((doctor) => ({
      key: `${date}/${doctor.id}`,
      date,
      doctorId: doctor.id,
      title: view === 'week' ? formatDay(date, WEEKDAY) : doctorName(doctor),
    })),
  );
}
