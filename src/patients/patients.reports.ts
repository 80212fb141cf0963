import type { TenantReport } from '../tenancy/index.js';

export const PATIENTS_REPORTS: readonly TenantReport[] = [
  {
    name: 'patients',
    summary: 'How many patients there are.',
    parameters: {},
    columns: ['patients'],
    sql: 'SELECT count(*) AS patients FROM patients_patient',
  },
  {
    name: 'patients-added',
    summary: 'How many patients were entered since a day.',
    parameters: { since: { kind: 'day', summary: 'The first day.' } },
    columns: ['patients'],
    sql: 'SELECT count(*) AS patients FROM patients_patient WHERE created_at >= :since',
  },
];
