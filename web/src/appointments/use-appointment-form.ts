import { useQuery } from '@tanstack/react-query';
import { instantOf, wallTime } from '../common/format/index.js';
import { orNull, useServerForm } from '../common/forms/index.js';
import { spanQuery } from './appointments-api.js';
import type { Appointment } from './appointments-api.js';
import { conflictOf, keepsBusy } from './calendar.js';
import type { Draft } from './AppointmentDialog.js';
import { useAppointmentActions } from './use-appointment-actions.js';

const MINUTE_MS = 60_000;
const NEW_MINUTES = '30';

type Values = ReturnType<typeof initialValues>;

export function useAppointmentForm(edited: Appointment | Draft, zone: string, done: () => void) {
  const actions = useAppointmentActions();
  const server = useServerForm({
    initialValues: initialValues(edited, zone),
    send: async (values) => {
      const { startsAt, endsAt } = spanOf(values, zone);
      const { doctorId, patientId, status, reason } = values;
      const input = {
        doctorId: Number(doctorId),
        patientId: Number(patientId),
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        reason: orNull(reason),
        status,
      };
      await ('id' in edited ? actions.change(edited, input) : actions.add(input));
      done();
    },
    // The form asks for a beginning and a length instead.
    fieldOf: ({ fields }): Record<string, string> => ({
      ...(fields.startsAt && { time: fields.startsAt }),
      ...(fields.endsAt && { length: fields.endsAt }),
    }),
  });
  return { server, conflict: useConflict(server.form.values, edited, zone) };
}

function initialValues(edited: Appointment | Draft, zone: string) {
  const isThere = 'id' in edited;
  const { date, minutes } = isThere ? wallTime(edited.startsAt, zone) : edited;
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    doctorId: edited.doctorId === undefined ? null : String(edited.doctorId),
    patientId: edited.patientId === undefined ? null : String(edited.patientId),
    date,
    time: `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
    length: isThere ? String((Date.parse(edited.endsAt) - Date.parse(edited.startsAt)) / MINUTE_MS) : NEW_MINUTES,
    reason: (isThere ? edited.reason : null) ?? '',
    status: isThere ? edited.status : 'scheduled',
  };
}

function spanOf({ date, time, length }: Values, zone: string): { readonly startsAt: Date; readonly endsAt: Date } {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const startsAt = instantOf({ date, minutes: hours * 60 + minutes }, zone);
  return { startsAt, endsAt: new Date(startsAt.getTime() + Number(length) * MINUTE_MS) };
}

/** What else the doctor does at that time, known before anything is sent. */
function useConflict(values: Values, edited: Appointment | Draft, zone: string): Appointment | undefined {
  const isComplete = values.doctorId !== null && values.date !== '' && values.time !== '' && keepsBusy(values.status);
  const place = isComplete ? { doctorId: Number(values.doctorId), ...spanOf(values, zone) } : undefined;
  const span = { from: place?.startsAt ?? new Date(0), to: place?.endsAt ?? new Date(1) };
  const { data = [] } = useQuery({ ...spanQuery(span, place?.doctorId), enabled: place !== undefined });
  return place && conflictOf(data, place, 'id' in edited ? edited.id : undefined);
}
