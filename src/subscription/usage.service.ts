import { Injectable } from '@nestjs/common';
import { TenantUsage } from '../tenancy/index.js';
import { CompanyPeople } from './company-people.js';
import { PlanQuota } from './plan-quota.js';
import type { UsageDto } from './usage.dto.js';
import { usageAnswer } from './usage.js';
import type { Usage } from './usage.js';

/** What companies have of what their plans limit. */
@Injectable()
export class UsageService {
  constructor(
    private readonly quota: PlanQuota,
    private readonly tenants: TenantUsage,
    private readonly people: CompanyPeople,
  ) {}

  /** @throws what opening the company's database throws. */
  async of(companyId: number): Promise<Usage> {
    const counts = await this.tenants.counts(companyId);
    const { doctors = 0, patients = 0, storageBytes = 0 } = counts;
    return { doctors, patients, users: await this.people.countUsers(companyId), storageBytes };
  }

  /** Usage beside the limits of the plan. @throws what opening the company's database throws. */
  async answer(companyId: number): Promise<UsageDto> {
    return usageAnswer(await this.of(companyId), await this.quota.limitsOf(companyId));
  }
}
