import type { TenantReport } from '../tenancy/index.js';

export const APPOINTMENTS_REPORTS: readonly TenantReport[] = [
  {
    name: 'appointments-by-status',
    summary: 'How many appointments begin in a span of days, by status.',
    parameters: {
      from: { kind: 'day', summary: 'The first day.' },
      until: { kind: 'day', summary: 'The first day after it.' },
    },
    columns: ['status', 'appointments'],
    sql:
      'SELECT status, count(*) AS appointments FROM appointments_appointment ' +
      'WHERE starts_at >= :from AND starts_at < :until GROUP BY status ORDER BY status',
  },
];
