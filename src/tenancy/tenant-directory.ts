import type { DatabaseName } from '../database/index.js';

/** A company as far as reaching its database needs to know it. */
export interface Tenant {
  /** Number of the company, the stamp of its database, and what access tokens carry. */
  readonly companyId: number;
  readonly slug: string;
  readonly database: DatabaseName;
}

/** Who the tenants are. The master database knows; this side only asks. */
export abstract class TenantDirectory {
  /** The tenant of a company that is ready for use; undefined when there is none (any more, or yet). */
  abstract find(companyId: number): Promise<Tenant | undefined>;

  /** All tenants that are ready for use, in order of company number. */
  abstract list(): Promise<Tenant[]>;

  /** The next of all tenants, in order of company number, at most `limit`; none: there are no more. */
  abstract after(companyId: number, limit: number): Promise<Tenant[]>;

  /** The tenant with this slug; undefined when there is none. */
  abstract bySlug(slug: string): Promise<Tenant | undefined>;

  /** How many tenants `list` gives. */
  abstract count(): Promise<number>;
}

const PAGE = 500;

/** All tenants, page by page, so that they need not all be held. */
export async function* tenantPages(directory: TenantDirectory): AsyncGenerator<readonly Tenant[]> {
  for (let last = 0; ;) {
    const page = await directory.after(last, PAGE);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    last = page.at(-1)?.companyId ?? last;
  }
}
