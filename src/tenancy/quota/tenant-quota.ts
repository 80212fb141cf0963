/** The most that a company may have of each resource, by the resource's name; null is unlimited. */
export type TenantLimits = Readonly<Record<string, number | null>>;

/** What a company has of each resource, `storageBytes` among them. */
export type TenantCounts = Readonly<Record<string, number>>;

/** The limit on the size of a company's database, in bytes. */
export const STORAGE = 'storageBytes';

/** What a company's plan allows. The master database knows; this side only asks. */
export abstract class TenantQuota {
  /**
   * The limits of a company as they are at this moment, whoever changed them in whatever process: they decide, so they
   * are never remembered. It is asked in every transaction that is limited, so it must be one short statement.
   */
  abstract limitsOf(companyId: number): Promise<TenantLimits>;
}
