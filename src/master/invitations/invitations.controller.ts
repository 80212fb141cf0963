import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import {
  actorOf,
  CurrentActor,
  CurrentPrincipal,
  Idempotent,
  IdPipe,
  MANAGERS,
  Public,
  Roles,
} from '../../common/index.js';
import type { Actor, IdempotentRequest, Page, Principal } from '../../common/index.js';
import { LimitSignIn } from '../../http/index.js';
import { SessionInCookies } from '../auth/cookies/index.js';
import { SignInAudit } from '../auth/sign-in-audit.js';
import type { SignedInDto } from '../auth/signed-in.dto.js';
import { companyOf } from '../../tenancy/index.js';
import { CurrentClient } from '../sessions/client.js';
import type { Client } from '../sessions/client.js';
import { AcceptanceService } from './acceptance.service.js';
import { AcceptInvitationDto, CreateInvitationDto, InvitationQuery } from './invitation.dto.js';
import type { InvitationDto } from './invitation.dto.js';
import { InvitationList } from './invitation-list.js';
import {
  ApiAcceptInvitation,
  ApiCreateInvitation,
  ApiInvitations,
  ApiListInvitations,
  ApiRevokeInvitation,
} from './invitations.openapi.js';
import { InvitationsService } from './invitations.service.js';

@ApiInvitations()
@Roles(...MANAGERS)
@Controller('api/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly readers: InvitationList,
    private readonly acceptance: AcceptanceService,
    private readonly audit: SignInAudit,
  ) {}

  @Get()
  @ApiListInvitations()
  list(@CurrentPrincipal() principal: Principal, @Query() query: InvitationQuery): Promise<Page<InvitationDto>> {
    return this.readers.list(companyOf(principal), query);
  }

  @Post()
  @ApiCreateInvitation()
  create(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreateInvitationDto,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<InvitationDto> {
    return this.invitations.create(by, principal, input, request);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiRevokeInvitation()
  revoke(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) id: number,
  ): Promise<void> {
    return this.invitations.revoke(by, principal, id);
  }

  @Post('accept')
  @SessionInCookies()
  @Public()
  @LimitSignIn()
  @ApiAcceptInvitation()
  accept(
    @Body() input: AcceptInvitationDto,
    @Req() request: Request,
    @CurrentClient() client: Client,
    @Idempotent() repeated?: IdempotentRequest,
  ): Promise<SignedInDto> {
    return this.audit.recorded(request, 'sign-in', () =>
      this.acceptance.accept(actorOf(request), input, repeated, client),
    );
  }
}
