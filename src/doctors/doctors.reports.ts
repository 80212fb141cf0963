import type { TenantReport } from '../tenancy/index.js';

export const DOCTORS_REPORTS: readonly TenantReport[] = [
  {
    name: 'specialties',
    summary: 'How many doctors there are of each specialty that more than so many have.',
    parameters: {
      above: { kind: 'integer', summary: 'Specialties of so few doctors are left out; 0 leaves none out.' },
    },
    columns: ['specialty', 'doctors'],
    sql:
      'SELECT specialty, count(*) AS doctors FROM doctors_doctor ' +
      'GROUP BY specialty HAVING count(*) > :above ORDER BY specialty',
  },
];
