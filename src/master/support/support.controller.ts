import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  AllowInactiveSubscription,
  CurrentActor,
  CurrentPrincipal,
  IdPipe,
  MANAGERS,
  OWNER,
  Roles,
} from '../../common/index.js';
import type { Actor, Page, Principal } from '../../common/index.js';
import { companyOf } from '../../tenancy/index.js';
import { SupportAccessQuery, SupportRuleDto } from './support-access.dto.js';
import type { SupportAccessDto } from './support-access.dto.js';
import { SupportAccesses } from './support-accesses.js';
import { SupportList } from './support-list.js';
import { ApiChangeSupport, ApiListSupport, ApiSupport, ApiSupportRule } from './support.openapi.js';

@ApiSupport('support')
@Roles(...MANAGERS)
@AllowInactiveSubscription()
@Controller('api/support-access')
export class SupportController {
  constructor(
    private readonly accesses: SupportAccesses,
    private readonly readers: SupportList,
  ) {}

  @Get()
  @ApiListSupport('listSupportAccesses', 'A page of superusers’ accesses to the company')
  list(@CurrentPrincipal() principal: Principal, @Query() query: SupportAccessQuery): Promise<Page<SupportAccessDto>> {
    return this.readers.list(companyOf(principal), query);
  }

  @Get('rule')
  @ApiSupportRule('getSupportRule', 'Whether superusers need an owner’s approval')
  async rule(@CurrentPrincipal() principal: Principal): Promise<SupportRuleDto> {
    const { needsApproval } = await this.accesses.rule(companyOf(principal));
    return { needsApproval };
  }

  @Patch('rule')
  @Roles(...OWNER)
  @ApiSupportRule('setSupportRule', 'Say whether superusers need an owner’s approval')
  async setRule(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body() input: SupportRuleDto,
  ): Promise<SupportRuleDto> {
    const { needsApproval } = await this.accesses.setRule(by, companyOf(principal), input.needsApproval);
    return { needsApproval };
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Roles(...OWNER)
  @ApiChangeSupport('approveSupportAccess', 'Let a superuser in', 'Its time begins now.')
  async approve(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) id: number,
  ): Promise<SupportAccessDto> {
    await this.accesses.approve(by, companyOf(principal), id);
    return this.readers.answer(id);
  }

  @Post(':id/end')
  @HttpCode(200)
  @ApiChangeSupport('endSupportAccess', 'Put a superuser out', 'Acts within a second. Also refuses one that waits.')
  async end(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) id: number,
  ): Promise<SupportAccessDto> {
    await this.accesses.end(by, { companyId: companyOf(principal) }, id);
    return this.readers.answer(id);
  }
}
