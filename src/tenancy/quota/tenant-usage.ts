import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { TenantUnavailableError } from '../tenancy.errors.js';
import { TenantPool } from '../tenant-pool.js';
import { CompanyQuota } from './company-quota.js';
import type { TenantCounts } from './tenant-quota.js';

/** How much of what its plan limits a company has. */
@Injectable()
export class TenantUsage {
  constructor(private readonly pool: TenantPool) {}

  /**
   * Rows of every counted resource, and `storageBytes`, the size of the company's database.
   * @throws what opening the company throws (see TenantOpener).
   */
  counts(companyId: number): Promise<TenantCounts> {
    return this.inTenant(companyId, (dataSource, quota) => quota.measure(dataSource.manager));
  }

  /**
   * Runs `work` with counts that stay as they are until it has ended: nobody, in any process, can add to the company's
   * database meanwhile. A change of plan that depends on them is committed in the master database by `work`, and never
   * the other way round: who holds a transaction of the master database must not wait for a company's.
   * @param isNeeded asked with the company locked, before the counts are taken, which may take two seconds: of many who want
   *   the same at once, those behind the first have nothing left to do.
   * @returns undefined when it is not needed.
   * @throws what opening the company throws, and what `work` throws.
   */
  countsUnderLock<T>(
    companyId: number,
    work: (counts: TenantCounts) => Promise<T>,
    isNeeded?: () => Promise<boolean>,
  ): Promise<T | undefined> {
    return this.inTenant(companyId, (dataSource, quota) =>
      dataSource.transaction(async (transaction) => {
        const counts = await quota.measureLocked(transaction, isNeeded);
        return counts && work(counts);
      }),
    );
  }

  /**
   * An early answer for those who want to add one; what decides is the count inside of the insert's own transaction.
   * @throws PlanLimitReachedError; what opening the company throws.
   */
  assertRoom(companyId: number, resource: string): Promise<void> {
    return this.inTenant(companyId, (dataSource, quota) => quota.assertRoom(dataSource.manager, resource));
  }

  private async inTenant<T>(
    companyId: number,
    work: (dataSource: DataSource, quota: CompanyQuota) => Promise<T>,
  ): Promise<T> {
    const slot = await this.pool.holdWhenSettled(companyId);
    try {
      const dataSource = await this.pool.open(slot);
      const quota = CompanyQuota.of(dataSource);
      if (quota === undefined) throw new TenantUnavailableError(String(companyId));
      return await work(dataSource, quota);
    } finally {
      this.pool.release(slot);
    }
  }
}
