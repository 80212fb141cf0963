import { personalData } from '../tenancy/index.js';
import { Doctor } from './doctor.entity.js';

/** What a clone without people has instead of the values of each column. */
export const DOCTOR_PERSONAL = personalData(Doctor, {
  id: 'keep',
  firstName: 'given-name',
  lastName: 'family-name',
  email: 'email',
  phone: 'phone',
  specialty: 'keep',
  licenseNumber: 'number',
  createdAt: 'instant',
  updatedAt: 'instant',
});
