import type { TenantModel } from '../tenancy/index.js';
import { Appointment } from './appointment.entity.js';
import { APPOINTMENT_PERSONAL } from './appointment.personal.js';
import { AppointmentsModule } from './appointments.module.js';
import { APPOINTMENTS_REPORTS } from './appointments.reports.js';
import { assertDoctorIsFree } from './double-booking.js';
import { CreateAppointments20261124001200 } from './migrations/20261124001200-create-appointments.js';
import { EncryptedColumns20261128001220 } from './migrations/20261128001220-encrypted-columns.js';

/** What this folder adds to every company's database and to the API. */
export const appointmentsModel: TenantModel = {
  module: AppointmentsModule,
  entities: [Appointment],
  migrations: [CreateAppointments20261124001200, EncryptedColumns20261128001220],
  assertFits: (transaction, entry) => assertDoctorIsFree(transaction, entry as Appointment),
  personal: [APPOINTMENT_PERSONAL],
  reports: APPOINTMENTS_REPORTS,
};
