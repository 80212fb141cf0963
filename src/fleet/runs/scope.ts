import { tenantPages } from '../../tenancy/index.js';
import type { Tenant, TenantDirectory } from '../../tenancy/index.js';

/** The companies that a run is about; they are never all in memory. */
export interface Scope {
  /** How many there are when it begins. */
  readonly total: number;
  readonly pages: AsyncIterable<readonly Tenant[]>;
}

/** @param company the only one; absent: all. */
export async function scopeOf(directory: TenantDirectory, company: Tenant | undefined): Promise<Scope> {
  if (company === undefined) return { total: await directory.count(), pages: tenantPages(directory) };
  return { total: 1, pages: only(company) };
}

/**
 * The companies one after the other.
 * @param look what is made of a page.
 */
export async function* eachOf<Company>(
  { pages }: Scope,
  look: (page: readonly Tenant[]) => Promise<readonly Company[]> | readonly Company[],
): AsyncGenerator<Company> {
  for await (const page of pages) yield* await look(page);
}

// eslint-disable-next-line @typescript-eslint/require-await -- as asynchronous as the other one
async function* only(company: Tenant): AsyncGenerator<readonly Tenant[]> {
  yield [company];
}
