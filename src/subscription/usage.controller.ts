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
import { UsageDto } from './usage.dto.js';
import { UsageService } from './usage.service.js';

@ApiTags('subscription')
@ApiBearerAuth()
@Roles(...STAFF)
@AllowInactiveSubscription()
@Controller('api/subscription/usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @ApiOperation({ operationId: 'getUsage', summary: 'What the company has of all that its plan limits' })
  @ApiOkResponse({ type: UsageDto })
  @ApiProblems('unauthenticated', 'forbidden', 'tenant-unavailable', 'tenant-migrating', 'unavailable')
  get(@CurrentPrincipal() principal: Principal): Promise<UsageDto> {
    return this.usage.answer(companyOf(principal));
  }
}
