import type { Tenant } from './tenant-directory.js';

/** Brings a company's database up to date when a request finds it behind. Whoever can migrate databases provides it. */
export abstract class BehindTenants {
  /**
   * @returns whether the database has all migrations now; false when that is left to an operator, or to somebody who is
   *   at it.
   */
  abstract bringUp(tenant: Tenant): Promise<boolean>;
}
