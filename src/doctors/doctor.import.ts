import type { ImportRules } from '../tenancy/index.js';
import { CreateDoctorDto } from './doctor.dto.js';
import { Doctor } from './doctor.entity.js';

/** A file of doctors, as an example. */
export const DOCTOR_FILE =
  'firstName,lastName,email,phone,specialty,licenseNumber\n' +
  'Grace,Hopper,grace.hopper@cityhospital.com,+1 555 0101,Cardiology,MD-104729\n';

/** How a file of doctors is taken in. */
export const DOCTOR_IMPORT: ImportRules<CreateDoctorDto> = {
  entity: Doctor,
  dto: CreateDoctorDto,
  unique: [{ field: 'licenseNumber', message: 'belongs to another doctor' }],
};
