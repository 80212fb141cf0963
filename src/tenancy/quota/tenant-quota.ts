/** The most that a company may have of each resource, by the resource's name; null is unlimited. */
export type TenantLimits = Readonly<Record<string, number | null>>;

/** What a company has of each resource, `storageBytes` among them. */
export type TenantCounts = Readonly<Record<string, number>>;

/** The limit on the size of a company's database, in bytes. */
export const STORAGE = 'storageBytes';

/** What a company's plan allows. The master database knows; this side only asks. */
export abstract class TenantQuota {
  /** Moves when limits of some company may have changed, as far as this process has heard. */
  readonly changes?: number;
  /** Whether changes by other processes are heard of now; while they are not, what was read is a second old at most. */
  isTold?(): boolean;

  /**
   * The limits of a company as they are at this moment, whoever changed them in whatever process. They decide, so nobody goes
   * by older ones, but for what `LimitsLease` allows. It is asked in transactions, so it must be one short statement.
   */
  abstract limitsOf(companyId: number): Promise<TenantLimits>;
}
