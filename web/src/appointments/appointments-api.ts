import { queryOptions } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { paths, Schemas } from '../api/index.js';
import { api } from '../session/index.js';

export type Appointment = Schemas['Appointment'];
export type AppointmentInput = Schemas['CreateAppointment'];
export type AppointmentStatus = Schemas['AppointmentStatus'];
export type AppointmentFilter = NonNullable<paths['/api/appointments']['get']['parameters']['query']>;

const LARGEST_PAGE = 100;

/** One page of appointments. */
export const appointmentsQuery = (filter: AppointmentFilter) =>
  queryOptions({
    queryKey: ['appointments', 'list', filter],
    queryFn: () => answerOf(api.GET('/api/appointments', { params: { query: filter } })),
  });

/** All appointments between two instants, by time. */
export const spanQuery = (span: { readonly from: Date; readonly to: Date }, doctorId?: number) => {
  const filter = { from: span.from.toISOString(), to: span.to.toISOString(), doctorId, sort: 'startsAt' };
  return queryOptions({ queryKey: ['appointments', 'span', filter], queryFn: () => allAppointments(filter) });
};

/** @throws ApiProblem */
export async function allAppointments(filter: AppointmentFilter): Promise<Appointment[]> {
  const found: Appointment[] = [];
  for (let page = 1; ; page += 1) {
    const query = { ...filter, page, pageSize: LARGEST_PAGE };
    const { items, total } = await answerOf(api.GET('/api/appointments', { params: { query } }));
    found.push(...items);
    if (items.length === 0 || found.length >= total) return found;
  }
}

export const createAppointment = (body: AppointmentInput): Promise<Appointment> =>
  answerOf(api.POST('/api/appointments', { body }));

export const updateAppointment = (id: number, body: Partial<AppointmentInput>): Promise<Appointment> =>
  answerOf(api.PATCH('/api/appointments/{id}', { params: { path: { id } }, body }));

export const deleteAppointment = (id: number): Promise<unknown> =>
  answerOf(api.DELETE('/api/appointments/{id}', { params: { path: { id } } }));

/** What an entry was made of, to make it again or to put it back. */
export function appointmentInput(appointment: Appointment): Required<AppointmentInput> {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...input } = appointment;
  return input;
}
