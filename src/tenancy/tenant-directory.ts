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
}
