import type { ApiClient } from '../api-client.js';
import { registerCompany } from '../api-client.js';

/** A Wednesday, shortly after ten in Berlin. */
export const NOW = '2026-11-25T09:10:00.000Z';

const DOCTORS = [
  ['Grace', 'Hopper', 'Cardiology'],
  ['Ignaz', 'Semmelweis', 'Gynaecology'],
  ['Elizabeth', 'Blackwell', 'General practice'],
] as const;

const PATIENTS = [
  ['Rosa', 'Álvarez', '1984-02-29', 'female'],
  ['Tomasz', 'Nowak', '1979-06-11', 'male'],
  ['Amara', 'Okafor', '2016-09-03', 'female'],
  ['Liam', 'O’Brien', '1951-12-24', 'male'],
  ['Yuki', 'Tanaka', '1990-01-17', 'other'],
  ['Hannah', 'Schmidt', '2001-04-30', 'female'],
  ['Noah', 'Lindqvist', '1967-08-08', 'male'],
  ['Fatima', 'Haddad', '1995-10-21', 'female'],
] as const;

/** Hour and minutes in Berlin, length in minutes, doctor, patient, status, reason; today. */
const TODAY = [
  ['08:00', 30, 0, 0, 'completed', 'Check-up'],
  ['08:45', 45, 1, 5, 'completed', 'First visit'],
  ['09:30', 30, 0, 1, 'no-show', 'Blood pressure'],
  ['10:00', 30, 0, 3, 'in-progress', 'Chest pain'],
  ['10:15', 30, 2, 2, 'checked-in', 'Vaccination'],
  ['11:00', 60, 1, 7, 'confirmed', 'Ultrasound'],
  ['13:30', 30, 2, 4, 'scheduled', 'Sick note'],
  ['14:00', 30, 0, 6, 'scheduled', 'Blood results'],
  ['15:30', 30, 2, 0, 'cancelled', 'Flu vaccination'],
] as const;

export const OWNER = { username: 'ada.brown', password: 'correct horse battery' };

/** A clinic in the middle of its day, as `NOW` says. @returns its owner's client. */
export async function addDemoClinic(api: ApiClient): Promise<ApiClient> {
  const { api: owner } = await registerCompany(api, {
    companyName: 'City Hospital',
    companyEmail: 'office@cityhospital.example.com',
    ...OWNER,
    email: 'ada@cityhospital.example.com',
    planCode: 'basic',
    timeZone: 'Europe/Berlin',
  });
  for (const [index, [firstName, lastName, specialty]] of DOCTORS.entries()) {
    const email = `${lastName.toLowerCase()}@cityhospital.example.com`;
    await add(owner, '/api/doctors', {
      firstName,
      lastName,
      specialty,
      email,
      phone: `+49 30 555 010${index}`,
      licenseNumber: `MD-10472${index}`,
    });
  }
  for (const [index, [firstName, lastName, dateOfBirth, gender]] of PATIENTS.entries()) {
    const phone = `+49 30 555 020${index}`;
    const notes = index === 0 ? 'Allergic to penicillin.\nPrefers mornings.' : null;
    await add(owner, '/api/patients', {
      firstName,
      lastName,
      dateOfBirth,
      gender,
      phone,
      notes,
      address: `${index + 3} Main Street\nBerlin`,
      email: null,
    });
  }
  await addAppointments(owner);
  await add(owner, '/api/invitations', { email: 'joan@cityhospital.example.com', role: 'receptionist' });
  return owner;
}

async function addAppointments(owner: ApiClient): Promise<void> {
  for (const [time, minutes, doctor, patient, status, reason] of TODAY) {
    const startsAt = new Date(`2026-11-25T${time}:00+01:00`);
    await book(owner, startsAt, minutes, { doctorId: doctor + 1, patientId: patient + 1, status, reason });
  }
  const weeks = [-5, -4, -3, -2, -1, 1, 2];
  for (const [index, week] of weeks.entries()) {
    for (let number = 0; number < (index * 5 + 4) % 11; number += 1) {
      const startsAt = new Date(
        Date.parse('2026-11-23T08:00:00Z') + (week * 7 + (number % 5)) * 86_400_000 + number * 1_800_000,
      );
      const who = { doctorId: (number % 3) + 1, patientId: ((number + index) % 8) + 1 };
      await book(owner, startsAt, 30, { ...who, status: week < 0 ? 'completed' : 'scheduled', reason: 'Check-up' });
    }
  }
}

function book(owner: ApiClient, startsAt: Date, minutes: number, input: Record<string, unknown>): Promise<void> {
  const endsAt = new Date(startsAt.getTime() + minutes * 60_000).toISOString();
  return add(owner, '/api/appointments', { startsAt: startsAt.toISOString(), endsAt, ...input });
}

async function add(api: ApiClient, path: string, body: Record<string, unknown>): Promise<void> {
  const answer = await api.post(path, body);
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
}
