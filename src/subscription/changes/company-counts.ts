import { Injectable } from '@nestjs/common';
import { TenantUsage } from '../../tenancy/index.js';
import { CompanyPeople } from '../company-people.js';

/** How much a company has of each resource that plans limit. */
export type Counts = Readonly<Record<string, number>>;

/** Counts what plans limit, in the company's database and among its people. */
@Injectable()
export class CompanyCounts {
  constructor(
    private readonly usage: TenantUsage,
    private readonly people: CompanyPeople,
  ) {}

  /** As it is now; a moment later it may be more. @throws what opening the company's database throws. */
  async of(companyId: number): Promise<Counts> {
    return { ...(await this.usage.counts(companyId)), users: await this.people.countUsers(companyId) };
  }

  /**
   * Runs `work` while nobody can add to the company's database. People are not among the counts: they live in the master
   * database, where `CompanyPeople.countUsers` with a transaction holds them.
   * @param isNeeded see TenantUsage.countsUnderLock. @returns undefined when it is not.
   */
  underLock<T>(
    companyId: number,
    work: (counts: Counts) => Promise<T>,
    isNeeded: () => Promise<boolean>,
  ): Promise<T | undefined> {
    return this.usage.countsUnderLock(companyId, work, isNeeded);
  }
}
