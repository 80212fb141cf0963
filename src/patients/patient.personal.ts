import { personalData } from '../tenancy/index.js';
import { Patient } from './patient.entity.js';

/** What a clone without people has instead of the values of each column. */
export const PATIENT_PERSONAL = personalData(Patient, {
  id: 'keep',
  firstName: 'given-name',
  lastName: 'family-name',
  email: 'email',
  phone: 'phone',
  dateOfBirth: 'birthday',
  gender: 'keep',
  address: 'text',
  notes: 'text',
  createdAt: 'instant',
  updatedAt: 'instant',
});
