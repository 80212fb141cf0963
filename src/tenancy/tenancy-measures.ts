import { Counter, DurationMeasure, Gauge, LabelledCounter } from '../common/index.js';

export const openTenants = new Gauge('medadmin_open_tenants', 'Companies whose databases are open or being opened.');
export const openTenantsLimit = new Gauge('medadmin_open_tenants_limit', 'As many may be open: MAX_OPEN_TENANTS.');
export const tenantOpenings = new LabelledCounter<'opened' | 'failed'>(
  'medadmin_tenant_openings_total',
  'Openings of companies’ databases, by outcome.',
  'outcome',
  ['opened', 'failed'],
);
export const tenantOpening = new DurationMeasure(
  'medadmin_tenant_opening_seconds',
  'How long opening a company’s database takes, waiting for a place included.',
);
export const tenantEvictions = new Counter(
  'medadmin_tenant_evictions_total',
  'Open databases that were closed to make place for another company.',
);

/** What this folder measures of the whole process. */
export const TENANCY_MEASURES = [openTenants, openTenantsLimit, tenantOpenings, tenantOpening, tenantEvictions];
