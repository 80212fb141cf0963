import { ExpectedSchemas } from './expected-schemas.js';
import { TenantChecks } from './tenant-checks.js';

export { CHECK_STATUSES } from './tenant-check.js';
export type { CheckStatus, TenantCheck, TenantFinding } from './tenant-check.js';
export { TenantChecks } from './tenant-checks.js';

/** Looks at what companies' databases really are. */
export const CHECKS = [ExpectedSchemas, TenantChecks];
