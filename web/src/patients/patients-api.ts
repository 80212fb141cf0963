import { queryOptions } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { saveList } from '../common/csv.js';
import type { ListQuery, ListSearch } from '../common/table/index.js';
import { api } from '../session/index.js';

export type Patient = Schemas['Patient'];
export type PatientInput = Schemas['CreatePatient'];

const LARGEST_PAGE = 100;

export const patientsQuery = (search: ListSearch & { readonly pageSize?: number }): ListQuery<Patient> => ({
  queryKey: ['patients', 'list', search],
  queryFn: () => answerOf(api.GET('/api/patients', { params: { query: { sort: 'lastName', ...search } } })),
});

/** Columns of a file of patients, whether it is taken in or along. */
export const PATIENT_COLUMNS = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'dateOfBirth',
  'gender',
  'address',
  'notes',
] as const satisfies readonly (keyof PatientInput)[];

/** Saves what is found by these words, in this order. */
export const savePatients = ({ q, sort }: ListSearch): Promise<void> =>
  saveList('patients.csv', PATIENT_COLUMNS, (page) =>
    patientsQuery({ ...(q && { q }), ...(sort && { sort }), page, pageSize: LARGEST_PAGE }).queryFn(),
  );

export const patientQuery = (id: number) =>
  queryOptions({
    queryKey: ['patients', 'one', id],
    staleTime: 60_000,
    queryFn: () => answerOf(api.GET('/api/patients/{id}', { params: { path: { id } } })),
  });

export const createPatient = (body: PatientInput): Promise<Patient> => answerOf(api.POST('/api/patients', { body }));

export const updatePatient = (id: number, body: Partial<PatientInput>): Promise<Patient> =>
  answerOf(api.PATCH('/api/patients/{id}', { params: { path: { id } }, body }));

export const deletePatient = (id: number): Promise<unknown> =>
  answerOf(api.DELETE('/api/patients/{id}', { params: { path: { id } } }));

/** What an entry was made of, to make it again or to put it back. */
export function patientInput(patient: Patient): Required<PatientInput> {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...input } = patient;
  return input;
}

export function patientName({ firstName, lastName }: Pick<Patient, 'firstName' | 'lastName'>): string {
  return `${firstName} ${lastName}`;
}
