import type { ImportRules } from '../tenancy/index.js';
import { assertBorn } from './date-of-birth.js';
import { CreatePatientDto } from './patient.dto.js';
import { Patient } from './patient.entity.js';

/** A file of patients, as an example. */
export const PATIENT_FILE =
  'firstName,lastName,email,phone,dateOfBirth,gender,address,notes\n' +
  'Rosa,Álvarez,rosa.alvarez@example.com,+1 555 0102,1984-02-29,female,"12 Main Street, Springfield",\n';

/** How a file of patients is taken in. */
export const PATIENT_IMPORT: ImportRules<CreatePatientDto> = {
  entity: Patient,
  dto: CreatePatientDto,
  check: ({ dateOfBirth }, now) => assertBorn(dateOfBirth, now),
};
