import type { TenantModel } from '../tenancy/index.js';
import { Doctor } from './doctor.entity.js';
import { DOCTOR_PERSONAL } from './doctor.personal.js';
import { DoctorsModule } from './doctors.module.js';
import { DOCTORS_REPORTS } from './doctors.reports.js';
import { CreateDoctors20261124001000 } from './migrations/20261124001000-create-doctors.js';
import { EncryptedColumns20261128001200 } from './migrations/20261128001200-encrypted-columns.js';

/** What this folder adds to every company's database and to the API. */
export const doctorsModel: TenantModel = {
  module: DoctorsModule,
  entities: [Doctor],
  migrations: [CreateDoctors20261124001000, EncryptedColumns20261128001200],
  countsAgainst: { doctors: Doctor },
  personal: [DOCTOR_PERSONAL],
  reports: DOCTORS_REPORTS,
};
