import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiIdParam, CurrentActor, CurrentPrincipal, Idempotent, IdPipe, SuperusersOnly } from '../../common/index.js';
import type { Actor, IdempotentRequest, Page, Principal } from '../../common/index.js';
import { AccessTokens } from '../../tenancy/index.js';
import { RequestSupportAccessDto, SupportAccessQuery } from './support-access.dto.js';
import type { SupportAccessDto, SupportGrantDto } from './support-access.dto.js';
import { SupportAccesses } from './support-accesses.js';
import { SupportList } from './support-list.js';
import { ApiChangeSupport, ApiEnterSupport, ApiListSupport, ApiRequestSupport, ApiSupport } from './support.openapi.js';

@ApiSupport('admin')
@SuperusersOnly()
@Controller('api/admin')
export class AdminSupportController {
  constructor(
    private readonly accesses: SupportAccesses,
    private readonly readers: SupportList,
    private readonly tokens: AccessTokens,
  ) {}

  @Get('companies/:id/support-access')
  @ApiIdParam()
  @ApiListSupport('listSupportAccessesOfCompany', 'A page of superusers’ accesses to a company')
  list(@Param('id', IdPipe) companyId: number, @Query() query: SupportAccessQuery): Promise<Page<SupportAccessDto>> {
    return this.readers.list(companyId, query);
  }

  @Post('companies/:id/support-access')
  @ApiRequestSupport()
  async request(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) companyId: number,
    @Body() input: RequestSupportAccessDto,
    @Idempotent() repeated?: IdempotentRequest,
  ): Promise<SupportGrantDto> {
    const { id, needsApproval } = await this.accesses.request(by, companyId, input, repeated);
    if (!needsApproval) return this.grant(by, principal, id);
    return { supportAccess: await this.readers.answer(id), accessToken: null, expiresIn: null };
  }

  @Post('support-access/:id/token')
  @HttpCode(200)
  @ApiEnterSupport()
  enter(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) id: number,
  ): Promise<SupportGrantDto> {
    return this.grant(by, principal, id);
  }

  @Post('support-access/:id/end')
  @HttpCode(200)
  @ApiChangeSupport('endOwnSupportAccess', 'Leave a company')
  async end(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', IdPipe) id: number,
  ): Promise<SupportAccessDto> {
    await this.accesses.end(by, { userId }, id);
    return this.readers.answer(id);
  }

  private async grant(by: Actor, principal: Principal, id: number): Promise<SupportGrantDto> {
    const { token } = await this.accesses.enter(by, principal, id);
    return { supportAccess: await this.readers.answer(id), accessToken: token, expiresIn: this.tokens.ttlSeconds };
  }
}
