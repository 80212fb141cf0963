import { DatabaseNameError } from './database.errors.js';
import type { DatabaseName } from './database-engine.js';

/** Longest tenant key: PostgreSQL cuts identifiers at 63 bytes, and `medadmin_tenant_` takes 16. */
export const TENANT_KEY_MAX_LENGTH = 47;

const ALLOWED = new RegExp(
  `^(master|tenant_[a-z0-9][a-z0-9_]{0,${TENANT_KEY_MAX_LENGTH - 1}}|provisioning_\\d{1,15}|template_[a-z0-9]{1,32}|scratch_[a-z0-9]{1,40})$`,
);

/** @returns the name. @throws DatabaseNameError unless it is on the allow-list; nothing else ever becomes a path. */
export function checkedName(name: string): DatabaseName {
  if (!ALLOWED.test(name)) throw new DatabaseNameError();
  return name as DatabaseName;
}

/** `city-hospital` → `tenant_city_hospital`; one to one, because slugs have no underscore. */
export function tenantDatabaseName(slug: string): DatabaseName {
  return checkedName(`tenant_${slug.replaceAll('-', '_')}`);
}
