import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { ApiTags, CurrentPrincipal, Idempotent, Public, SignedIn } from '../../common/index.js';
import type { IdempotentRequest, Principal } from '../../common/index.js';
import { RequestAccess } from '../../tenancy/index.js';
import { RegisterDto } from '../registration/registration.dto.js';
import { RegistrationService } from '../registration/registration.service.js';
import { SessionStates } from '../sessions/session-states.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { ApiChangePassword, ApiLogin, ApiLogout, ApiMe, ApiRefresh, ApiRegister } from './auth.openapi.js';
import { ChangePasswordDto, LoginDto, LogoutDto, RefreshDto } from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { LimitRegistration, LimitSignIn } from '../../http/index.js';
import type { IdentityDto, SignedInDto } from './signed-in.dto.js';

@ApiTags('auth')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly registration: RegistrationService,
    private readonly sessions: SessionsService,
    private readonly access: RequestAccess,
    private readonly states: SessionStates,
  ) {}

  @Post('register')
  @Public()
  @LimitRegistration()
  @ApiRegister()
  register(@Body() input: RegisterDto, @Idempotent() request?: IdempotentRequest): Promise<SignedInDto> {
    return this.registration.register(input, request);
  }

  @Post('login')
  @HttpCode(200)
  @Public()
  @LimitSignIn()
  @ApiLogin()
  login(@Body() input: LoginDto, @Idempotent() request?: IdempotentRequest): Promise<SignedInDto> {
    return this.auth.login(input, request);
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  @ApiRefresh()
  refresh(@Body() input: RefreshDto, @Idempotent() request?: IdempotentRequest): Promise<SignedInDto> {
    return this.auth.refresh(input.refreshToken, request);
  }

  @Post('logout')
  @HttpCode(204)
  @Public()
  @ApiLogout()
  async logout(@Body() input: LogoutDto, @Req() request: Request): Promise<void> {
    if (input.refreshToken !== undefined) await this.sessions.endByRefreshToken(input.refreshToken);
    else await this.sessions.end((await this.states.principal(this.access.claims(request))).sessionId);
  }

  @Post('change-password')
  @HttpCode(200)
  @SignedIn()
  @LimitSignIn()
  @ApiChangePassword()
  changePassword(
    @CurrentPrincipal() principal: Principal,
    @Body() input: ChangePasswordDto,
    @Idempotent() request?: IdempotentRequest,
  ): Promise<SignedInDto> {
    return this.auth.changePassword(principal, input, request);
  }

  @Get('me')
  @SignedIn()
  @ApiMe()
  me(@CurrentPrincipal() principal: Principal): Promise<IdentityDto> {
    return this.auth.me(principal);
  }
}
