import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags, CurrentPrincipal, Idempotent, Public, SignedIn, WhileEnrolling } from '../../common/index.js';
import type { IdempotentRequest, Principal } from '../../common/index.js';
import { LimitSignIn } from '../../http/index.js';
import { SessionInCookies } from '../auth/cookies/index.js';
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
  ) {}

  @Post()
  @SessionInCookies()
  @HttpCode(200)
  @Public()
  @LimitSignIn()
  @ApiCompleteSignIn()
  complete(
    @Body() input: CompleteSignInDto,
    @CurrentClient() client: Client,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<SignedInDto> {
    return this.signIn.complete(input, client, request);
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
  async confirm(@CurrentPrincipal() principal: Principal, @Body() { code }: CodeDto): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.setup.confirm(principal, code) };
  }

  @Post('disable')
  @HttpCode(204)
  @LimitSignIn()
  @ApiDisable()
  disable(@CurrentPrincipal() principal: Principal, @Body() proof: ProofDto): Promise<void> {
    return this.factors.disable(principal, proof);
  }

  @Post('recovery-codes')
  @HttpCode(200)
  @LimitSignIn()
  @ApiRenewCodes()
  async renewCodes(@CurrentPrincipal() principal: Principal, @Body() proof: ProofDto): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.factors.renewRecoveryCodes(principal, proof) };
  }
}
