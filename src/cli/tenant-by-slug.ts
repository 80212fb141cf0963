import type { Tenant, TenantDirectory } from '../tenancy/index.js';
import { CommandFailedError, UsageError } from './cli.errors.js';

/** @param what how the command calls it. @throws UsageError when it is no slug. */
export function checkedSlug(what: string, slug: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) throw new UsageError(`${what} takes a slug such as city-hospital`);
  return slug;
}

/** @throws CommandFailedError `unknown-company`. */
export async function tenantBySlug(directory: TenantDirectory, slug: string): Promise<Tenant> {
  const tenant = (await directory.list()).find((candidate) => candidate.slug === slug);
  if (tenant === undefined) throw new CommandFailedError('unknown-company', `There is no company ${slug}.`);
  return tenant;
}
