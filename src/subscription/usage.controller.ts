import { Controller, Get } from '@nestjs/common';
import {
  AllowInactiveSubscription,
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiTags,
  CurrentPrincipal,
  Roles,
  STAFF,
} from '../common/index.js';
import type { Principal } from '../common/index.js';
import { companyOf } from '../tenancy/index.js';
import { CompanyCounts } from './changes/company-counts.js';
import { PlanQuota } from './plan-quota.js';
import { UsageDto } from './usage.dto.js';
import { usageAnswer } from './usage.js';

@ApiTags('subscription')
@ApiBearerAuth()
@Roles(...STAFF)
@AllowInactiveSubscription()
@Controller('api/subscription/usage')
export class UsageController {
  constructor(
    private readonly counts: CompanyCounts,
    private readonly quota: PlanQuota,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'getUsage', summary: 'What the company has of all that its plan limits' })
  @ApiOkResponse({ type: UsageDto })
  @ApiProblems('unauthenticated', 'forbidden', 'tenant-unavailable', 'tenant-migrating', 'unavailable')
  async get(@CurrentPrincipal() principal: Principal): Promise<UsageDto> {
    const companyId = companyOf(principal);
    return usageAnswer(await this.counts.of(companyId), await this.quota.limitsOf(companyId));
  }
}
