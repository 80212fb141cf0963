import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags, CurrentActor, CurrentPrincipal, MANAGERS, Roles, StepUp } from '../../common/index.js';
import type { Actor, Principal } from '../../common/index.js';
import { companyOf } from '../../tenancy/index.js';
import { SecondFactorPolicyDto } from './second-factor.dto.js';
import { ApiGetPolicy, ApiSetPolicy } from './second-factor.openapi.js';
import { SecondFactorPolicyService } from './second-factor-policy.service.js';

@ApiTags('company')
@Controller('api/company/second-factor')
export class SecondFactorPolicyController {
  constructor(private readonly policies: SecondFactorPolicyService) {}

  @Get()
  @Roles(...MANAGERS)
  @ApiGetPolicy()
  async get(@CurrentPrincipal() principal: Principal): Promise<SecondFactorPolicyDto> {
    return { requiredFor: await this.policies.get(companyOf(principal)) };
  }

  @Put()
  @Roles('owner')
  @StepUp()
  @ApiSetPolicy()
  async set(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body() { requiredFor }: SecondFactorPolicyDto,
  ): Promise<SecondFactorPolicyDto> {
    await this.policies.set(by, companyOf(principal), requiredFor);
    return this.get(principal);
  }
}
