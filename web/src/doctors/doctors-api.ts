import { queryOptions } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { saveList } from '../common/csv.js';
import type { ListQuery, ListSearch } from '../common/table/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';

export type Doctor = Schemas['Doctor'];
export type DoctorInput = Schemas['CreateDoctor'];

const LARGEST_PAGE = 100;

export const doctorsQuery = (search: ListSearch & { readonly pageSize?: number }): ListQuery<Doctor> => ({
  queryKey: ['doctors', 'list', search],
  queryFn: () => answerOf(api.GET('/api/doctors', { params: { query: { sort: 'lastName', ...search } } })),
});

/** Columns of a file of doctors, whether it is taken in or along. */
export const DOCTOR_COLUMNS = [
  'firstName',
  'lastName',
  'specialty',
  'email',
  'phone',
  'licenseNumber',
] as const satisfies readonly (keyof DoctorInput)[];

/** Saves what is found by these words, in this order. */
export const saveDoctors = ({ q, sort }: ListSearch): Promise<void> =>
  saveList('doctors.csv', DOCTOR_COLUMNS, (page) =>
    doctorsQuery({ ...(q && { q }), ...(sort && { sort }), page, pageSize: LARGEST_PAGE }).queryFn(),
  );

/** All doctors, by name, for calendars and choices. */
export const allDoctorsQuery = queryOptions({
  queryKey: ['doctors', 'all'],
  staleTime: 60_000,
  queryFn: async (): Promise<Doctor[]> => {
    const found: Doctor[] = [];
    for (let page = 1; ; page += 1) {
      const query = { sort: 'lastName,firstName', page, pageSize: LARGEST_PAGE };
      const { items, total } = await answerOf(api.GET('/api/doctors', { params: { query } }));
      found.push(...items);
      if (items.length === 0 || found.length >= total) return found;
    }
  },
});

export const createDoctor = (body: DoctorInput): Promise<Doctor> => answerOf(api.POST('/api/doctors', { body }));

export const updateDoctor = (id: number, body: Partial<DoctorInput>): Promise<Doctor> =>
  answerOf(api.PATCH('/api/doctors/{id}', { params: { path: { id } }, body }));

export const deleteDoctor = (id: number): Promise<unknown> =>
  answerOf(api.DELETE('/api/doctors/{id}', { params: { path: { id } } }));

/** What an entry was made of, to make it again or to put it back. */
export function doctorInput({
  firstName,
  lastName,
  email,
  phone,
  specialty,
  licenseNumber,
}: Doctor): Required<DoctorInput> {
  return { firstName, lastName, email, phone, specialty, licenseNumber };
}

export function doctorName({ firstName, lastName }: Pick<Doctor, 'firstName' | 'lastName'>): string {
  return texts.general.nameOf(firstName, lastName);
}
