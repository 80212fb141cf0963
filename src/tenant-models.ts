import { appointmentsModel } from './appointments/index.js';
import { doctorsModel } from './doctors/index.js';
import { patientsModel } from './patients/index.js';
import type { TenantModel } from './tenancy/index.js';

/** Every clinic model: what each company's database and the API are made of. */
export const TENANT_MODELS: readonly TenantModel[] = [doctorsModel, patientsModel, appointmentsModel];
