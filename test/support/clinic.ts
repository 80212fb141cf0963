import type { ApiClient } from './api-client.js';

let licences = 0;

/** Adds a doctor over HTTP. @returns its id. */
export async function addDoctor(api: ApiClient, input: Record<string, unknown> = {}): Promise<number> {
  licences += 1;
  return add(api, '/api/doctors', {
    firstName: 'Gregory',
    lastName: 'Hart',
    email: 'doctor@example.com',
    phone: '+1 555 0101',
    specialty: 'Cardiology',
    licenseNumber: `L-${licences}`,
    ...input,
  });
}

/** Adds a patient over HTTP. @returns its id. */
export function addPatient(api: ApiClient, input: Record<string, unknown> = {}): Promise<number> {
  return add(api, '/api/patients', {
    firstName: 'Paula',
    lastName: 'Nowak',
    email: 'patient@example.com',
    phone: '+1 555 0102',
    dateOfBirth: '1980-02-29',
    gender: 'female',
    address: '1 Main Street',
    notes: 'None',
    ...input,
  });
}

/** Adds an appointment over HTTP. @returns its id. */
export function addAppointment(api: ApiClient, input: Record<string, unknown>): Promise<number> {
  return add(api, '/api/appointments', {
    startsAt: '2030-03-01T09:00:00Z',
    endsAt: '2030-03-01T09:30:00Z',
    reason: 'Check-up',
    ...input,
  });
}

async function add(api: ApiClient, path: string, body: Record<string, unknown>): Promise<number> {
  const answer = await api.post<{ id: number }>(path, body);
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body.id;
}
