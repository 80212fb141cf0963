import type { CreateDoctorDto } from '../../doctors/index.js';
import type { CreatePatientDto } from '../../patients/index.js';

/** Invented people; the telephone numbers are of the range kept free for stories. */
export const DEMO_DOCTORS: readonly CreateDoctorDto[] = [
  doctor('Grace', 'Hopper', 'Cardiology', 'MD-104729'),
  doctor('Gerty', 'Cori', 'Endocrinology', 'MD-104743'),
  doctor('Virginia', 'Apgar', 'Pediatrics', 'MD-104759'),
];

export const DEMO_PATIENTS: readonly CreatePatientDto[] = [
  patient('Rosa', 'Álvarez', '1984-02-29', 'female'),
  patient('Omar', 'Haddad', '1951-11-03', 'male'),
];

/** Who sees whom when: positions in the lists above, and hours of the next day in UTC. */
export const DEMO_APPOINTMENTS: readonly DemoAppointment[] = [
  { doctor: 0, patient: 0, hour: 9, reason: 'Check-up' },
  { doctor: 0, patient: 1, hour: 10, reason: 'Blood pressure' },
  { doctor: 1, patient: 1, hour: 11, reason: 'Laboratory results' },
  { doctor: 2, patient: 0, hour: 14, reason: 'Vaccination' },
];

export interface DemoAppointment {
  readonly doctor: number;
  readonly patient: number;
  readonly hour: number;
  readonly reason: string;
}

function doctor(firstName: string, lastName: string, specialty: string, licenseNumber: string): CreateDoctorDto {
  return { firstName, lastName, email: null, phone: '+1 555 0101', specialty, licenseNumber };
}

function patient(
  firstName: string,
  lastName: string,
  dateOfBirth: string,
  gender: CreatePatientDto['gender'],
): CreatePatientDto {
  const contact = { email: null, phone: '+1 555 0102', address: '12 Main Street, Springfield' };
  return { firstName, lastName, ...contact, dateOfBirth, gender, notes: null };
}
