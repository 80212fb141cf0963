import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import {
  ApiTags,
  CurrentActor,
  CurrentPrincipal,
  Idempotent,
  Public,
  SignedIn,
  WhileEnrolling,
} from '../../common/index.js';
import type { Actor, IdempotentRequest, Principal } from '../../common/index.js';
import { LimitSignIn } from '../../http/index.js';
import { SessionInCookies } from '../auth/cookies/index.js';
import { SignInAudit } from '../auth/sign-in-audit.js';
import { SignInService } from '../auth/sign-in.service.js';
import type { SignedInDto } from '../auth/signed-in.dto.js';
import { CurrentClient } from '../sessions/client.js';
import type { Client } from '../sessions/client.js';
import { CodeDto, CompleteSignInDto, PasswordDto, ProofDto } from './second-factor.dto.js';
import type { RecoveryCodesDto, SecondFactorDto, SetupDto } from './second-factor.dto.js';
import {
  ApiBeginSetup,
  ApiCompleteSignIn,
  ApiConfirmSetup,
  ApiDisable,
  ApiRenewCodes,
  ApiSecondFactor,
} from './second-factor.openapi.js';
import { SecondFactorService } from './second-factor.service.js';
import { SecondFactorSetup } from './second-factor-setup.js';

@ApiTags('auth')
@SignedIn()
@Controller('api/auth/second-factor')
export class SecondFactorController {
  constructor(
    private readonly signIn: SignInService,
    private readonly factors: SecondFactorService,
    private readonly setup: SecondFactorSetup,
    private readonly audit: SignInAudit,
  ) {}

  @Post()
  @SessionInCookies()
  @HttpCode(200)
  @Public()
  @LimitSignIn()
  @ApiCompleteSignIn()
  complete(
    @Body() input: CompleteSignInDto,
    @Req() request: Request,
    @CurrentClient() client: Client,
    @Idempotent() repeated?: IdempotentRequest,
  ): Promise<SignedInDto> {
    return this.audit.complete(request, () => this.signIn.complete(input, client, repeated));
  }

  @Get()
  @WhileEnrolling()
  @ApiSecondFactor()
  get(@CurrentPrincipal() principal: Principal): Promise<SecondFactorDto> {
    return this.factors.status(principal);
  }

  @Post('setup')
  @HttpCode(200)
  @WhileEnrolling()
  @LimitSignIn()
  @ApiBeginSetup()
  begin(@CurrentPrincipal() principal: Principal, @Body() { password }: PasswordDto): Promise<SetupDto> {
    return this.setup.begin(principal, password);
  }

  @Post('confirm')
  @HttpCode(200)
  @WhileEnrolling()
  @LimitSignIn()
  @ApiConfirmSetup()
  async confirm(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body() { code }: CodeDto,
  ): Promise<RecoveryCodesDto> {
    const recoveryCodes = await this.setup.confirm(principal, code);
    await this.audit.secondFactorChanged(by, principal, 'set up');
    return { recoveryCodes };
  }

  @Post('disable')
  @HttpCode(204)
  @LimitSignIn()
  @ApiDisable()
  async disable(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body() proof: ProofDto,
  ): Promise<void> {
    await this.factors.disable(principal, proof);
    await this.audit.secondFactorChanged(by, principal, 'switched off');
  }

  @Post('recovery-codes')
  @HttpCode(200)
  @LimitSignIn()
  @ApiRenewCodes()
  async renewCodes(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body() proof: ProofDto,
  ): Promise<RecoveryCodesDto> {
    const recoveryCodes = await this.factors.renewRecoveryCodes(principal, proof);
    await this.audit.secondFactorChanged(by, principal, 'new recovery codes');
    return { recoveryCodes };
  }
}
