import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ApiSection, CurrentPrincipal, Idempotent, Public, SignedIn, WhileEnrolling } from '../../common/index.js';
import type { IdempotentRequest, Principal } from '../../common/index.js';
import { RegisterDto } from '../registration/registration.dto.js';
import { RegistrationService } from '../registration/registration.service.js';
import { ApiChangePassword, ApiLogin, ApiLogout, ApiMe, ApiRefresh, ApiRegister } from './auth.openapi.js';
import { ChangePasswordDto, LoginDto, LogoutDto, RefreshDto } from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { CookieSessions, SessionInCookies } from './cookies/index.js';
import { CurrentClient } from '../sessions/client.js';
import type { Client } from '../sessions/client.js';
import { SessionEnds } from './session-ends.js';
import { SignInAudit } from './sign-in-audit.js';
import { SignInService } from './sign-in.service.js';
import { LimitRegistration, LimitSignIn } from '../../http/index.js';
import type { IdentityDto, SignedInDto } from './signed-in.dto.js';

@ApiSection('auth', 'Signing a company up, and people in and out.')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly signIn: SignInService,
    private readonly registration: RegistrationService,
    private readonly cookies: CookieSessions,
    private readonly ends: SessionEnds,
    private readonly audit: SignInAudit,
  ) {}

  @Post('register')
  @SessionInCookies()
  @Public()
  @LimitRegistration()
  @ApiRegister()
  register(
    @Body() input: RegisterDto,
    @Req() request: Request,
    @CurrentClient() client: Client,
    @Idempotent() repeated?: IdempotentRequest,
  ): Promise<SignedInDto> {
    return this.audit.recorded(request, 'sign-in', () => this.registration.register(input, repeated, client));
  }

  @Post('login')
  @SessionInCookies()
  @HttpCode(200)
  @Public()
  @LimitSignIn()
  @ApiLogin()
  login(
    @Body() input: LoginDto,
    @Req() request: Request,
    @Idempotent() repeated?: IdempotentRequest,
  ): Promise<SignedInDto> {
    return this.audit.login(request, input.username, () => this.signIn.login(input, request, repeated));
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  @ApiRefresh()
  async refresh(
    @Body() input: RefreshDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Idempotent() repeated?: IdempotentRequest,
  ): Promise<SignedInDto> {
    if (input.refreshToken !== undefined) return this.auth.refresh(input.refreshToken, repeated);
    return this.cookies.clearedOnFailure(response, async () => {
      const session = await this.ends.goingOn(request);
      // What is kept for a repetition can be read by whoever sends the same body; the token makes it this browser's own.
      const own = repeated && { ...repeated, body: session.refreshToken };
      const signedIn = await this.auth.refresh(session.refreshToken, own);
      return this.cookies.keep(response, signedIn, session.startedAt);
    });
  }

  @Post('logout')
  @HttpCode(204)
  @Public()
  @ApiLogout()
  async logout(
    @Body() input: LogoutDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.ends.end(request, input.refreshToken);
    this.cookies.clear(response);
  }

  @Post('change-password')
  @SessionInCookies()
  @HttpCode(200)
  @SignedIn()
  @WhileEnrolling()
  @LimitSignIn()
  @ApiChangePassword()
  changePassword(
    @CurrentPrincipal() principal: Principal,
    @Body() input: ChangePasswordDto,
    @Req() request: Request,
    @CurrentClient() client: Client,
    @Idempotent() repeated?: IdempotentRequest,
  ): Promise<SignedInDto> {
    const work = (): Promise<SignedInDto> => this.auth.changePassword(principal, input, client, repeated);
    return this.audit.recorded(request, 'password-changed', work);
  }

  @Get('me')
  @SignedIn()
  @WhileEnrolling()
  @ApiMe()
  me(@CurrentPrincipal() principal: Principal): Promise<IdentityDto> {
    return this.auth.me(principal);
  }
}
