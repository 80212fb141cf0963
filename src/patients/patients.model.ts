import type { TenantModel } from '../tenancy/index.js';
import { Patient } from './patient.entity.js';
import { PATIENT_PERSONAL } from './patient.personal.js';
import { PatientsModule } from './patients.module.js';
import { PATIENTS_REPORTS } from './patients.reports.js';
import { CreatePatients20261124001100 } from './migrations/20261124001100-create-patients.js';
import { EncryptedColumns20261128001210 } from './migrations/20261128001210-encrypted-columns.js';

/** What this folder adds to every company's database and to the API. */
export const patientsModel: TenantModel = {
  module: PatientsModule,
  entities: [Patient],
  migrations: [CreatePatients20261124001100, EncryptedColumns20261128001210],
  countsAgainst: { patients: Patient },
  personal: [PATIENT_PERSONAL],
  reports: PATIENTS_REPORTS,
};
