import { personalData } from '../tenancy/index.js';
import { Appointment } from './appointment.entity.js';

/** What a clone without people has instead of the values of each column. */
export const APPOINTMENT_PERSONAL = personalData(Appointment, {
  id: 'keep',
  doctorId: 'keep',
  patientId: 'keep',
  startsAt: 'instant',
  endsAt: 'instant',
  reason: 'text',
  status: 'keep',
  createdAt: 'instant',
  updatedAt: 'instant',
});
