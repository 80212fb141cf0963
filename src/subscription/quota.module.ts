import { Module } from '@nestjs/common';
import { TenantQuota } from '../tenancy/index.js';
import { PlanQuota } from './plan-quota.js';

/** What plans allow; apart from the rest, because tenancy needs it and the rest needs tenancy. */
@Module({
  providers: [PlanQuota, { provide: TenantQuota, useExisting: PlanQuota }],
  exports: [PlanQuota, TenantQuota],
})
export class QuotaModule {}
